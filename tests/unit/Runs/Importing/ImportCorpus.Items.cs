namespace RelionPS.UnitTests.Runs.Importing;

/// <summary>
/// What the files of tests/data/imports hold, as it was put into them: command lines, scripts and jobs in the forms in
/// which sites and RELION's GUI write them, with names and numbers of their own.
/// </summary>
internal static partial class ImportCorpus
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CorpusItem> Items { get; } =
    [
        new("threads", "lines/threads.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 6, Pool = 30, Mpi = "None", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("gui-mpirun", "lines/gui-mpirun.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 30, Gpu = "0:1:2:3", Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--pipeline_control Class3D/job023/",
            ],
        },
        new("perhost", "lines/perhost.txt", CommandSource.CommandLine)
        {
            Ranks = 33, Threads = 16, Pool = 40, Mpi = "IntelMpi", JobType = "Class3D",
            Version = "3.1.1",
            Environment = ["OMP_SCHEDULE=dynamic", "KMP_BLOCKTIME=0"],
            Options =
            [
                "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc", "--firstiter_cc",
                "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding", "--ctf",
                "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent", "--zero_mask",
                "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2", "--sym C2", "--norm",
                "--scale", "--o Results/run",
            ],
        },
        new("hydra", "lines/hydra.txt", CommandSource.CommandLine)
        {
            Ranks = 17, Threads = 12, Pool = 3, Mpi = "Mpich", JobType = "Class2D",
            Environment = ["OMP_NUM_THREADS=1"],
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--flatten_solvent",
                "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10", "--offset_range 5",
                "--offset_step 2", "--norm", "--scale", "--K 120",
            ],
        },
        new("continued-lines", "lines/continued-lines.txt", CommandSource.CommandLine)
        {
            Ranks = 7, Threads = 7, Pool = 5, Gpu = "0,1,2,3", Mpi = "OpenMpi", JobType = "Refine3D",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
                "--free_gpu_memory 300",
            ],
        },
        new("srun", "lines/srun.txt", CommandSource.CommandLine)
        {
            Ranks = 9, Threads = 4, Pool = 5, Mpi = "SlurmSrun", JobType = "Refine3D",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("nohup", "lines/nohup.txt", CommandSource.CommandLine)
        {
            Ranks = 3, Threads = 7, Pool = 5, Gpu = "4:5", Mpi = "OpenMpi", JobType = "Refine3D",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("timed", "lines/timed.txt", CommandSource.CommandLine)
        {
            Ranks = 4, Threads = 7, Pool = 5, Mpi = "OpenMpi", JobType = "Refine3D",
            Version = "5.0.1",
            Environment = ["PYTHONPATH=/apps/py", "LD_LIBRARY_PATH=/apps/lib"],
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
                "--auto_iter_max 12",
            ],
        },
        new("env-numactl", "lines/env-numactl.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 12, Pool = 3, Mpi = "None", JobType = "Class2D",
            Environment = ["OMP_NUM_THREADS=1", "MALLOC_ARENA_MAX=1"],
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("taskset", "lines/taskset.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 12, Pool = 3, Mpi = "None", JobType = "Class2D",
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("singularity", "lines/singularity.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 16, Pool = 3, Gpu = "0", Mpi = "None", JobType = "Class2D",
            Version = "5.0",
            Options =
            [
                "--o Class2D/job014/run", "--grad", "--class_inactivity_threshold 0.1", "--grad_write_iter 10",
                "--iter 150", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc", "--pad 2",
                "--ctf", "--tau2_fudge 2", "--particle_diameter 170", "--K 60", "--flatten_solvent", "--zero_mask",
                "--center_classes", "--oversampling 1", "--psi_step 12", "--offset_range 5", "--offset_step 2",
                "--norm", "--scale",
            ],
        },
        new("mpi-apptainer", "lines/mpi-apptainer.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D",
            Version = "4.0",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("backquotes-lost", "lines/backquotes-lost.txt", CommandSource.CommandLine)
        {
            Ranks = 0, Threads = 7, Pool = 5, Gpu = "", Mpi = "None", JobType = "Refine3D", Problems = 1,
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
                "--pipeline_control Refine3D/job041/",
            ],
        },
        new("dollar-which", "lines/dollar-which.txt", CommandSource.CommandLine)
        {
            Ranks = 21, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("backslash-forgotten", "lines/backslash-forgotten.txt", CommandSource.CommandLine)
        {
            Ranks = 0, Threads = 6, Pool = 30, Gpu = "1", Mpi = "SlurmSrun", JobType = "Class3D", Problems = 2,
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--preread_images",
            ],
        },
        new("options-alone", "lines/options-alone.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 12, Pool = 3, Mpi = "None", JobType = "Class2D", Problems = 1,
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("prompt", "lines/prompt.txt", CommandSource.CommandLine)
        {
            Ranks = 9, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("typing-errors", "lines/typing-errors.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 1, Mpi = "OpenMpi", JobType = "Class3D", Problems = 3,
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--pooll 100", "-preread_images", "--scale",
            ],
        },
        new("continue", "lines/continue.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 30, Gpu = "", Mpi = "OpenMpi", JobType = "Refine3D",
            Options =
            [
                "--continue Refine3D/job041/run_it018_optimiser.star", "--o Refine3D/job041/run",
                "--dont_combine_weights_via_disc", "--scratch_dir /processing",
            ],
        },
        new("two-mpiruns", "lines/two-mpiruns.txt", CommandSource.CommandLine)
        {
            Ranks = 12, Threads = 12, Pool = 3, Mpi = "OpenMpi", JobType = "Class2D", Problems = 1,
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("vdam", "lines/vdam.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 16, Pool = 3, Gpu = "0,1,2,3", Mpi = "None", JobType = "Class2D",
            Options =
            [
                "--o Class2D/job014/run", "--grad", "--class_inactivity_threshold 0.1", "--grad_write_iter 10",
                "--iter 150", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc", "--pad 2",
                "--ctf", "--tau2_fudge 2", "--particle_diameter 170", "--K 60", "--flatten_solvent", "--zero_mask",
                "--center_classes", "--oversampling 1", "--psi_step 12", "--offset_range 5", "--offset_step 2",
                "--norm", "--scale", "--pipeline_control Class2D/job014/",
            ],
        },
        new("tomography", "lines/tomography.txt", CommandSource.CommandLine)
        {
            Ranks = 1, Threads = 24, Pool = 6, Gpu = "", Mpi = "None", JobType = "InitialModel",
            Options =
            [
                "--o InitialModel/job004/run", "--iter 180", "--grad", "--denovo_3dref", "--i particles.star",
                "--tomograms", "--trajectories", "--ctf", "--K 2", "--sym C1", "--flatten_solvent", "--zero_mask",
                "--pad 1", "--particle_diameter 320", "--oversampling 1", "--healpix_order 1", "--offset_range 6",
                "--offset_step 2", "--auto_sampling", "--tau2_fudge 1",
            ],
        },
        new("carriage-returns", "lines/carriage-returns.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--maxsig 500",
            ],
        },
        new("text-processor", "lines/text-processor.txt", CommandSource.CommandLine)
        {
            Ranks = 5, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D", Problems = 2,
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "–random_seed", "7",
            ],
        },
        new("slurm-ntasks.sh", "scripts/slurm-ntasks.sh", CommandSource.Script)
        {
            Ranks = 17, Threads = 2, Pool = 30, Gpu = "", Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("slurm-variables.sh", "scripts/slurm-variables.sh", CommandSource.Script)
        {
            Ranks = 16, Threads = 24, Pool = 100, Mpi = "OpenMpi", JobType = "Class3D",
            Options =
            [
                "--i Particles/stack.star", "--ref start.map:mrc", "--firstiter_cc", "--ini_high 50", "--ctf",
                "--iter 12", "--tau2_fudge 4", "--particle_diameter 300", "--K 4", "--flatten_solvent", "--zero_mask",
                "--oversampling 1", "--healpix_order 2", "--offset_range 5", "--offset_step 2", "--sym C1", "--norm",
                "--scale", "--random_seed 0", "--o results/run", "--dont_combine_weights_via_disc",
            ],
        },
        new("pbs.sh", "scripts/pbs.sh", CommandSource.Script)
        {
            Ranks = 20, Threads = 7, Pool = 5, Mpi = "OpenMpi", JobType = "Refine3D",
            Version = "4.0.1",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("grid-engine.csh", "scripts/grid-engine.csh", CommandSource.Script)
        {
            Ranks = 26, Threads = 1, Pool = 3, Mpi = "OpenMpi", JobType = "Class2D",
            Environment = ["OMP_NUM_THREADS=1"],
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("lsf.sh", "scripts/lsf.sh", CommandSource.Script)
        {
            Ranks = 12, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D",
            Version = "3.1.2",
            Environment = ["TMPDIR=/scratch/job"],
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("array.sh", "scripts/array.sh", CommandSource.Script)
        {
            Ranks = 5, Threads = 7, Pool = 5, Gpu = "0:1:2:3", Mpi = "OpenMpi", JobType = "Refine3D",
            Version = "4.0.0",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("restart.sh", "scripts/restart.sh", CommandSource.Script)
        {
            Ranks = 3, Threads = 6, Pool = 8, Gpu = "", Mpi = "OpenMpi", Problems = 2,
            Options =
            [
                "--continue $LAST", "--o out/run", "--dont_combine_weights_via_disc",
            ],
        },
        new("restart.sh (else)", "scripts/restart.sh", CommandSource.Script)
        {
            Index = 1, Ranks = 3, Threads = 6, Pool = 8, Gpu = "", Mpi = "OpenMpi", JobType = "Refine3D",
            Problems = 1,
            Options =
            [
                "--i particles.star", "--o out/run", "--ref start.mrc", "--ini_high 50", "--firstiter_cc",
                "--auto_refine", "--split_random_halves", "--sym C3", "--particle_diameter 240", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--ctf",
            ],
        },
        new("here-document.sh", "scripts/here-document.sh", CommandSource.Script)
        {
            Ranks = 6, Threads = 12, Pool = 3, Mpi = "SlurmSrun", JobType = "Class2D",
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("loop.sh", "scripts/loop.sh", CommandSource.Script)
        {
            Ranks = 9, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D", Problems = 3,
            Options =
            [
                "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc", "--firstiter_cc",
                "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding", "--ctf",
                "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K $k", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--o out/k${k}/run",
            ],
        },
        new("symmetry-after.sh", "scripts/symmetry-after.sh", CommandSource.Script)
        {
            Ranks = 1, Threads = 10, Pool = 4, Gpu = "0", Mpi = "None", JobType = "InitialModel",
            Options =
            [
                "--o InitialModel/job017/run", "--iter 120", "--grad", "--denovo_3dref",
                "--i Select/job016/particles.star", "--ctf", "--K 3", "--sym C1", "--flatten_solvent", "--zero_mask",
                "--dont_combine_weights_via_disc", "--pad 1", "--particle_diameter 210", "--oversampling 1",
                "--healpix_order 1", "--offset_range 6", "--offset_step 2", "--auto_sampling", "--tau2_fudge 4",
            ],
        },
        new("multibody.sh", "scripts/multibody.sh", CommandSource.Script)
        {
            Ranks = 3, Threads = 7, Pool = 30, Gpu = "", Mpi = "OpenMpi", JobType = "MultiBody",
            Version = "3.1",
            Options =
            [
                "--continue MultiBody/job022/run_ct8_it008_optimiser.star", "--o MultiBody/job022/run_ct8",
                "--reconstruct_subtracted_bodies", "--dont_combine_weights_via_disc", "--pad 1", "--skip_gridding",
                "--pipeline_control MultiBody/job022/",
            ],
        },
        new("nohup-variables.sh", "scripts/nohup-variables.sh", CommandSource.Script)
        {
            Ranks = 3, Threads = 7, Pool = 5, Gpu = "4,5,6,7", Mpi = "OpenMpi", JobType = "Refine3D",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("wrap.sh", "scripts/wrap.sh", CommandSource.Script)
        {
            Ranks = 6, Threads = 7, Pool = 5, Gpu = "0:1", Mpi = "OpenMpi", JobType = "Refine3D",
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("container.sh", "scripts/container.sh", CommandSource.Script)
        {
            Ranks = 5, Threads = 6, Pool = 30, Mpi = "SlurmSrun", JobType = "Class3D",
            Version = "5.0.0",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("oneapi.sh", "scripts/oneapi.sh", CommandSource.Script)
        {
            Ranks = 33, Threads = 16, Pool = 40, Mpi = "IntelMpi", JobType = "Class3D",
            Environment = ["I_MPI_PIN_DOMAIN=16:compact", "OMP_SCHEDULE=dynamic"],
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("several-programs.sh", "scripts/several-programs.sh", CommandSource.Script)
        {
            Ranks = 9, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D", Problems = 1,
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale",
            ],
        },
        new("v31 Class2D", "projects/v31/Class2D/job012", CommandSource.NoteFile)
        {
            Ranks = 1, Threads = 12, Pool = 3, Mpi = "None", JobType = "Class2D",
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--oversampling 1", "--psi_step 12", "--offset_range 5",
                "--offset_step 2", "--norm", "--scale", "--pipeline_control Class2D/job012/",
            ],
        },
        new("v31 Class3D, first start", "projects/v31/Class3D/job023", CommandSource.NoteFile)
        {
            Ranks = 3, Threads = 6, Pool = 30, Gpu = "0:1", Mpi = "OpenMpi", JobType = "Class3D", Problems = 1,
            Version = "3.1.0-commit-1a2b3c",
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--pipeline_control Class3D/job023/",
            ],
        },
        new("v31 Class3D, continued", "projects/v31/Class3D/job023", CommandSource.NoteFile)
        {
            Index = 1, Ranks = 3, Threads = 6, Pool = 30, Gpu = "0:1", Mpi = "OpenMpi", JobType = "Class3D",
            Version = "3.1.2-commit-4d5e6f",
            Options =
            [
                "--continue Class3D/job023/run_it020_optimiser.star", "--o Class3D/job023/run_ct20",
                "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding", "--iter 35", "--tau2_fudge 3",
                "--particle_diameter 230", "--oversampling 1", "--healpix_order 2", "--offset_range 6",
                "--offset_step 2", "--pipeline_control Class3D/job023/",
            ],
        },
        new("v31 Class3D not run", "projects/v31/Class3D/job024", CommandSource.JobFile)
        {
            Ranks = 1, Threads = 8, Pool = 3, Mpi = "None", JobType = "Class3D", Problems = 1,
            Options =
            [
                "--o Class3D/job024/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--no_parallel_disc_io",
                "--preread_images", "--pad 1", "--skip_gridding", "--ctf", "--ctf_corrected_ref", "--iter 20",
                "--tau2_fudge 3", "--particle_diameter 230", "--fast_subsets", "--K 5", "--flatten_solvent",
                "--zero_mask", "--strict_highres_exp 7", "--solvent_mask MaskCreate/job020/mask.mrc", "--skip_align",
                "--sym C2", "--norm", "--scale", "--maxsig 2000", "--random_seed 5",
                "--pipeline_control Class3D/job024/",
            ],
        },
        new("v31 InitialModel not run", "projects/v31/InitialModel/job018", CommandSource.JobFile)
        {
            Ranks = 5, Threads = 4, Pool = 3, Gpu = "", Mpi = "OpenMpi", JobType = "InitialModel", Problems = 1,
            Options =
            [
                "--o InitialModel/job018/run", "--sgd_ini_iter 40", "--sgd_inbetween_iter 160", "--sgd_fin_iter 40",
                "--sgd_write_iter 10", "--sgd_ini_resol 35", "--sgd_fin_resol 12", "--sgd_ini_subset 80",
                "--sgd_fin_subset 400", "--sgd", "--denovo_3dref", "--i Select/job016/particles.star", "--ctf",
                "--K 1", "--sym C1", "--flatten_solvent", "--zero_mask", "--dont_combine_weights_via_disc", "--pad 1",
                "--skip_gridding", "--particle_diameter 210", "--oversampling 1", "--healpix_order 1",
                "--offset_range 6", "--offset_step 4", "--pipeline_control InitialModel/job018/",
            ],
        },
        new("v40 Refine3D in the queue", "projects/v40/Refine3D/job041", CommandSource.NoteFile)
        {
            Ranks = 5, Threads = 7, Pool = 5, Gpu = "0:1:2:3", Mpi = "SlurmSrun", JobType = "Refine3D",
            Version = "4.0.0",
            Environment = ["OMP_NUM_THREADS=1"],
            Options =
            [
                "--o Refine3D/job041/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--auto_ignore_angles", "--auto_resol_angles", "--ctf", "--particle_diameter 190",
                "--flatten_solvent", "--zero_mask", "--solvent_mask MaskCreate/job039/mask.mrc",
                "--solvent_correct_fsc", "--oversampling 1", "--healpix_order 2", "--auto_local_healpix_order 4",
                "--offset_range 4", "--offset_step 2", "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
                "--pipeline_control Refine3D/job041/",
            ],
        },
        new("v40 InitialModel", "projects/v40/InitialModel/job017", CommandSource.NoteFile)
        {
            Ranks = 1, Threads = 10, Pool = 4, Mpi = "None", JobType = "InitialModel",
            Options =
            [
                "--o InitialModel/job017/run", "--iter 120", "--grad", "--denovo_3dref",
                "--i Select/job016/particles.star", "--ctf", "--K 3", "--sym C1", "--flatten_solvent", "--zero_mask",
                "--dont_combine_weights_via_disc", "--pad 1", "--particle_diameter 210", "--oversampling 1",
                "--healpix_order 1", "--offset_range 6", "--offset_step 2", "--auto_sampling", "--tau2_fudge 4",
                "--pipeline_control InitialModel/job017/",
            ],
        },
        new("v40 InitialModel, its options", "projects/v40/InitialModel/job017/job.star", CommandSource.JobFile)
        {
            Ranks = 1, Threads = 10, Pool = 4, Mpi = "None", JobType = "InitialModel", Problems = 1,
            Options =
            [
                "--o InitialModel/job017/run", "--iter 120", "--grad", "--denovo_3dref",
                "--i Select/job016/particles.star", "--ctf", "--K 3", "--sym C1", "--flatten_solvent", "--zero_mask",
                "--dont_combine_weights_via_disc", "--pad 1", "--particle_diameter 210", "--oversampling 1",
                "--healpix_order 1", "--offset_range 6", "--offset_step 2", "--auto_sampling", "--tau2_fudge 4",
                "--pipeline_control InitialModel/job017/",
            ],
        },
        new("v40 Class2D, optimiser alone", "projects/v40/Class2D/job014", CommandSource.OptimiserFile)
        {
            Ranks = 1, Threads = 16, Pool = 3, Mpi = "None", JobType = "Class2D",
            Version = "4.0.1-commit-777aaa",
            Options =
            [
                "--o Class2D/job014/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
        new("v40 Refine3D not run", "projects/v40/Refine3D/job042", CommandSource.JobFile)
        {
            Ranks = 3, Threads = 4, Pool = 10, Mpi = "OpenMpi", JobType = "Refine3D", Problems = 1,
            Options =
            [
                "--o Refine3D/job042/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/map.mrc", "--ini_high 40",
                "--dont_combine_weights_via_disc", "--scratch_dir /ssd", "--pad 2", "--auto_ignore_angles",
                "--auto_resol_angles", "--ctf", "--particle_diameter 190", "--flatten_solvent", "--zero_mask",
                "--solvent_mask MaskCreate/job039/mask.mrc", "--solvent_correct_fsc", "--oversampling 1",
                "--healpix_order 2", "--auto_local_healpix_order 4", "--offset_range 4", "--offset_step 2",
                "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale", "--relax_sym C3",
                "--pipeline_control Refine3D/job042/",
            ],
        },
        new("v40 Class3D not run", "projects/v40/Class3D/job023", CommandSource.JobFile)
        {
            Ranks = 5, Threads = 6, Pool = 30, Mpi = "OpenMpi", JobType = "Class3D", Problems = 1,
            Options =
            [
                "--o Class3D/job023/run", "--i Select/job021/particles.star", "--ini_high 45",
                "--dont_combine_weights_via_disc", "--pad 2", "--ctf", "--iter 20", "--tau2_fudge 3",
                "--particle_diameter 230", "--K 5", "--flatten_solvent", "--zero_mask", "--oversampling 1",
                "--healpix_order 3", "--sigma_ang 1.66667", "--offset_range 6", "--offset_step 2",
                "--allow_coarser_sampling", "--sym C2", "--norm", "--scale", "--pipeline_control Class3D/job023/",
            ],
        },
        new("v50 Class2D not run", "projects/v50/Class2D/job006", CommandSource.JobFile)
        {
            Ranks = 1, Threads = 12, Pool = 30, Gpu = "0,1", Mpi = "None", JobType = "Class2D", Problems = 1,
            Options =
            [
                "--o Class2D/job006/run", "--grad", "--class_inactivity_threshold 0.1", "--grad_write_iter 10",
                "--iter 180", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc", "--pad 2",
                "--ctf", "--ctf_intact_first_peak", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--center_classes", "--oversampling 1", "--psi_step 12",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale", "--pipeline_control Class2D/job006/",
            ],
        },
        new("v50 Refine3D not run", "projects/v50/Refine3D/job019", CommandSource.JobFile)
        {
            Ranks = 5, Threads = 8, Pool = 30, Gpu = "", Mpi = "OpenMpi", JobType = "Refine3D", Problems = 1,
            Options =
            [
                "--o Refine3D/job019/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/map.mrc", "--trust_ref_size",
                "--ini_high 40", "--blush", "--dont_combine_weights_via_disc", "--scratch_dir /ssd", "--pad 2",
                "--ctf", "--particle_diameter 190", "--flatten_solvent", "--zero_mask", "--oversampling 1",
                "--healpix_order 2", "--auto_local_healpix_order 4", "--offset_range 4", "--offset_step 2",
                "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale", "--pipeline_control Refine3D/job019/",
            ],
        },
        new("v50 tomography", "projects/v50/Class3D/job007", CommandSource.NoteFile)
        {
            Ranks = 5, Threads = 9, Pool = 30, Gpu = "", Mpi = "OpenMpi", JobType = "Class3D",
            Version = "5.0.1-commit-abc123",
            Options =
            [
                "--o Class3D/job007/run", "--ios picks_optimisation_set.star", "--ref ../template/emd.mrc",
                "--firstiter_cc", "--trust_ref_size", "--ini_high 55", "--dont_combine_weights_via_disc",
                "--scratch_dir /ssd/cache", "--pad 2", "--ctf", "--iter 25", "--tau2_fudge 4",
                "--particle_diameter 310", "--K 4", "--flatten_solvent", "--zero_mask", "--blush", "--oversampling 1",
                "--healpix_order 2", "--offset_range 5", "--offset_step 2", "--sym C1", "--norm", "--scale",
                "--pipeline_control Class3D/job007/",
            ],
        },
        new("v50 scheme", "projects/v50/Schemes/prep/class3d", CommandSource.JobFile)
        {
            Ranks = 1, Threads = 1, Pool = 3, Mpi = "None", JobType = "Class3D", Problems = 4,
            Options =
            [
                "--o Schemes/prep/class3d/run", "--i $$selected_parts", "--ref $$initial_ref", "--firstiter_cc",
                "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--ctf", "--iter 20", "--tau2_fudge 3",
                "--particle_diameter 230", "--K $$nr_3d_classes", "--flatten_solvent", "--zero_mask",
                "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2", "--sym C2", "--norm",
                "--scale", "--pipeline_control Schemes/prep/class3d/",
            ],
        },
        new("v30 Class3D not run", "projects/v30/Class3D/job005", CommandSource.RunJobFile)
        {
            Ranks = 9, Threads = 2, Pool = 8, Mpi = "OpenMpi", JobType = "Class3D", Problems = 1,
            Options =
            [
                "--o Class3D/job005/run", "--i Select/job021/particles.star", "--ref Import/job003/map_lp.mrc",
                "--firstiter_cc", "--ini_high 45", "--dont_combine_weights_via_disc", "--pad 2", "--skip_gridding",
                "--ctf", "--iter 20", "--tau2_fudge 3", "--particle_diameter 230", "--K 5", "--flatten_solvent",
                "--zero_mask", "--oversampling 1", "--healpix_order 2", "--offset_range 6", "--offset_step 2",
                "--sym C2", "--norm", "--scale", "--pipeline_control Class3D/job005/",
            ],
        },
        new("v30 Refine3D, note alone", "projects/v30/Refine3D/job009", CommandSource.NoteFile)
        {
            Ranks = 0, Threads = 7, Pool = 5, Gpu = "0:1", Mpi = "None", JobType = "Refine3D", Problems = 1,
            Options =
            [
                "--o Refine3D/job009/run", "--auto_refine", "--split_random_halves",
                "--i Extract/job040/particles.star", "--ref Class3D/job038/run_it025_class002_box200.mrc",
                "--firstiter_cc", "--ini_high 40", "--dont_combine_weights_via_disc", "--scratch_dir /local/scratch",
                "--pad 2", "--ctf", "--particle_diameter 190", "--flatten_solvent", "--zero_mask",
                "--solvent_mask MaskCreate/job039/mask.mrc", "--solvent_correct_fsc", "--oversampling 1",
                "--healpix_order 2", "--auto_local_healpix_order 4", "--offset_range 4", "--offset_step 2",
                "--sym D3", "--low_resol_join_halves 40", "--norm", "--scale",
            ],
        },
        new("v30 Class2D, launcher in the note", "projects/v30/Class2D/job004/note.txt", CommandSource.NoteFile)
        {
            Ranks = 8, Threads = 12, Pool = 3, Mpi = "OpenMpi", JobType = "Class2D",
            Options =
            [
                "--o Class2D/job012/run", "--i Extract/job011/particles.star", "--dont_combine_weights_via_disc",
                "--pad 2", "--ctf", "--iter 30", "--tau2_fudge 2", "--particle_diameter 170", "--K 80",
                "--flatten_solvent", "--zero_mask", "--strict_highres_exp 9", "--oversampling 1", "--psi_step 10",
                "--offset_range 5", "--offset_step 2", "--norm", "--scale",
            ],
        },
    ];
}
