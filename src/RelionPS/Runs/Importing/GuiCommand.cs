using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Shell;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Importing;

/// <summary>
/// The command that RELION's GUI makes of a job's options, for a job that has not run (pipeline_jobs.cpp of 3.1.4,
/// 4.0.2 and 5.0.1, the getCommands of each type). One list a type holds for all versions: an option that a version
/// does not have is not in its job files.
/// </summary>
internal sealed class GuiCommand
{
    /// <summary>RELION oversamples once, and the GUI shows the finer of the two samplings.</summary>
    private const int Oversampling = 1;

    private static readonly string[] Samplings =
    [
        "30 degrees", "15 degrees", "7.5 degrees", "3.7 degrees", "1.8 degrees", "0.9 degrees", "0.5 degrees",
        "0.2 degrees", "0.1 degrees",
    ];

    private readonly JobFile _job;
    private readonly string _output;
    private readonly List<string> _tokens = [];
    private readonly List<string> _problems = [];

    private GuiCommand(JobFile job, string output)
    {
        _job = job;
        _output = output.TrimEnd('/') + "/";
    }

    /// <summary>The command.</summary>
    /// <param name="job">The job.</param>
    /// <param name="name">The job's folder, below the project's: <c>Class3D/job012</c>.</param>
    /// <exception cref="RelionException"><c>RelionJobCommandUnknown</c>: of that type it is not known, or a job of
    /// tomography.</exception>
    public static RefineLine Of(JobFile job, string name)
    {
        var command = new GuiCommand(job, name);
        command.Make();
        return command.Line();
    }

    /// <summary>What the GUI puts before the MPI program (prepareFinalCommand, RELION_MPIRUN unset).</summary>
    public static string[] Launcher(int ranks) => ["mpirun", "-n", Text(ranks)];

    private RefineLine Line()
    {
        // The GUI's own test for the program.
        bool isMpi = _job.Facts.Ranks is { Value: > 1 };
        string[] launcher = isMpi ? Launcher(_job.Facts.Ranks!.Value) : [];
        if (isMpi && _job.IsYes("do_queue")) _problems.Add(ImportErrors.QueueUnknown(_job.Path));
        return new RefineLine(0, isMpi ? RefineProgram.Mpi : RefineProgram.ThreadsOnly, [.. _tokens])
        {
            Start = StartReader.Read(launcher, 0),
            Facts = _job.Facts,
            Problems = _problems,
        };
    }

    private void Make()
    {
        if (_job.IsTomo) throw ImportErrors.JobCommandUnknown(_job.Path, $"{_job.TypeName}, tomography");
        Root();
        switch (_job.Type?.Folder)
        {
            case "Class2D":
                Class2D();
                break;
            case "InitialModel":
                InitialModel();
                break;
            case "Class3D":
                Class3D();
                break;
            case "Refine3D":
                Refine3D();
                break;
            default:
                throw ImportErrors.JobCommandUnknown(_job.Path, _job.TypeName);
        }
        Value(OptionTable.Threads, "nr_threads");
        if (_job.IsYes("use_gpu")) _tokens.AddRange([OptionTable.Gpu, _job.Value("gpu_ids") ?? ""]);
        _tokens.AddRange(ShellWords.Of(_job.Value("other_args") ?? ""));
        _tokens.AddRange(["--pipeline_control", _output]);
        foreach ((string name, string value) in _job.Options)
        {
            if (value.StartsWith("$$", StringComparison.Ordinal))
            {
                _problems.Add(ImportErrors.JobOptionOpen(_job.Path, name, value));
            }
        }
    }

    /// <summary>What is continued, and the results' root name, which has the iteration up to 3.1.</summary>
    private void Root()
    {
        string run = "run";
        if (_job.IsContinue)
        {
            string from = _job.Value("fn_cont") ?? "";
            Value(OptionTable.Continue, "fn_cont");
            int at = from.LastIndexOf("_it", StringComparison.Ordinal);
            // Before labels, types were numbers: that was 3.1.
            bool isOfLabels = !int.TryParse(_job.TypeText, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            string digits = at < 0 ? "" : string.Concat(from.Skip(at + 3).TakeWhile(char.IsAsciiDigit));
            bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int iteration);
            if (!isOfLabels && isNumber) run += "_ct" + Text(iteration);
        }
        _tokens.AddRange([OptionTable.Output, _output + run]);
    }

    private void Class2D()
    {
        if (_job.IsYes("do_em")) Value(OptionTable.Iterations, "nr_iter_em");
        else if (_job.IsYes("do_grad"))
        {
            _tokens.AddRange(["--grad", "--class_inactivity_threshold", "0.1", "--grad_write_iter", "10"]);
            Value(OptionTable.Iterations, "nr_iter_grad");
        }
        if (IsNew) Value(OptionTable.Input, "fn_img");
        Compute();
        _tokens.AddRange(["--pad", "2"]);
        Ctf();
        if (Has("nr_iter")) Value(OptionTable.Iterations, "nr_iter");
        Value("--tau2_fudge", "tau_fudge");
        Value(OptionTable.ParticleDiameter, "particle_diameter");
        Classes();
        Switch("--center_classes", "do_center");
        _tokens.AddRange(["--oversampling", Text(Oversampling)]);
        if (!_job.IsYes("dont_skip_align")) _tokens.Add(OptionTable.SkipAlign);
        else
        {
            Number(OptionTable.PsiStep, "psi_sampling", number => number * 2);
            Offsets();
            Switch("--allow_coarser_sampling", "allow_coarser");
        }
        Helix();
        if (IsNew) _tokens.AddRange(["--norm", "--scale"]);
    }

    private void InitialModel()
    {
        bool isSgd = Has("sgd_ini_iter");
        if (isSgd)
        {
            foreach (string name in (string[])["ini_iter", "inbetween_iter", "fin_iter", "write_iter", "ini_resol",
                "fin_resol"]) Value($"--sgd_{name}", $"sgd_{name}");
            Value("--sgd_ini_subset", "sgd_ini_subset_size");
            Value("--sgd_fin_subset", "sgd_fin_subset_size");
        }
        else Value(OptionTable.Iterations, "nr_iter");
        if (IsNew)
        {
            _tokens.AddRange([isSgd ? "--sgd" : "--grad", "--denovo_3dref"]);
            Value(OptionTable.Input, "fn_img");
            // 3.1 that was built without ALLOW_CTF_IN_SGD leaves it out, and its program sets it aside.
            Ctf();
            Value(OptionTable.Classes, "nr_classes");
            if (_job.IsYes("do_run_C1")) _tokens.AddRange([OptionTable.Symmetry, "C1"]);
            else Value(OptionTable.Symmetry, "sym_name");
            Switch("--flatten_solvent", "do_solvent");
            _tokens.Add("--zero_mask");
        }
        Compute();
        if (isSgd) Padding();
        else _tokens.AddRange(["--pad", "1"]);
        Value(OptionTable.ParticleDiameter, "particle_diameter");
        if (isSgd)
        {
            _tokens.AddRange(["--oversampling", Text(Oversampling)]);
            Sampling("--healpix_order", "sampling");
            Offsets();
        }
        else
        {
            _tokens.AddRange(
                ["--oversampling", "1", "--healpix_order", "1", "--offset_range", "6", "--offset_step", "2"]);
            _tokens.Add("--auto_sampling");
            Value("--tau2_fudge", "tau_fudge");
        }
    }

    private void Class3D()
    {
        if (IsNew)
        {
            Value(OptionTable.Input, "fn_img");
            Reference();
        }
        Compute();
        Padding();
        Ctf();
        Value(OptionTable.Iterations, "nr_iter");
        Value("--tau2_fudge", "tau_fudge");
        Value(OptionTable.ParticleDiameter, "particle_diameter");
        Classes();
        Switch("--blush", "do_blush");
        if (_job.Value("fn_mask") is { Length: > 0 }) Value(OptionTable.SolventMask, "fn_mask");
        if (!_job.IsYes("dont_skip_align")) _tokens.Add(OptionTable.SkipAlign);
        else
        {
            _tokens.AddRange(["--oversampling", Text(Oversampling)]);
            Sampling("--healpix_order", "sampling");
            if (_job.IsYes("do_local_ang_searches"))
            {
                Number("--sigma_ang", "sigma_angles", number => number / 3);
                if (_job.Value("relax_sym") is { Length: > 0 }) Value("--relax_sym", "relax_sym");
            }
            Offsets();
            Switch("--allow_coarser_sampling", "allow_coarser");
        }
        if (IsNew)
        {
            Value(OptionTable.Symmetry, "sym_name");
            _tokens.AddRange(["--norm", "--scale"]);
        }
        Helix();
    }

    private void Refine3D()
    {
        if (IsNew)
        {
            _tokens.AddRange([OptionTable.AutoRefine, OptionTable.SplitHalves]);
            Value(OptionTable.Input, "fn_img");
            Reference();
        }
        Switch("--blush", "do_blush");
        Compute();
        Padding();
        if (_job.IsYes("auto_faster")) _tokens.AddRange(["--auto_ignore_angles", "--auto_resol_angles"]);
        Ctf();
        Value(OptionTable.ParticleDiameter, "particle_diameter");
        if (IsNew)
        {
            _tokens.Add("--flatten_solvent");
            Switch("--zero_mask", "do_zero_mask");
        }
        if (_job.Value("fn_mask") is { Length: > 0 })
        {
            Value(OptionTable.SolventMask, "fn_mask");
            Switch("--solvent_correct_fsc", "do_solvent_fsc");
        }
        if (IsNew)
        {
            _tokens.AddRange(["--oversampling", Text(Oversampling)]);
            Sampling("--healpix_order", "sampling");
            Sampling("--auto_local_healpix_order", "auto_local_sampling");
            Offsets();
            Value(OptionTable.Symmetry, "sym_name");
            _tokens.AddRange(["--low_resol_join_halves", "40", "--norm", "--scale"]);
        }
        Helix();
        if (_job.Value("relax_sym") is { Length: > 0 }) Value("--relax_sym", "relax_sym");
    }

    private bool IsNew => !_job.IsContinue;

    private bool Has(string name) => _job.Options.ContainsKey(name);

    private void Reference()
    {
        // Up to 4.0 the word None leaves the reference out; 5.0 hands it on.
        bool isOf5 = Has("trust_ref_size");
        if (_job.Value("fn_ref") is { Length: > 0 } reference && (reference != "None" || isOf5))
        {
            Value(OptionTable.Reference, "fn_ref");
            if (!_job.IsYes("ref_correct_greyscale")) _tokens.Add("--firstiter_cc");
            Switch("--trust_ref_size", "trust_ref_size");
        }
        if (Read("ini_high") is > 0) Value("--ini_high", "ini_high");
    }

    private void Compute()
    {
        if (!_job.IsYes("do_combine_thru_disc")) _tokens.Add("--dont_combine_weights_via_disc");
        if (!_job.IsYes("do_parallel_discio")) _tokens.Add(OptionTable.NoParallelRead);
        if (_job.IsYes("do_preread_images")) _tokens.Add(OptionTable.PrereadImages);
        else if (_job.Value("scratch_dir") is { Length: > 0 }) Value(OptionTable.Scratch, "scratch_dir");
        Value(OptionTable.Pool, "nr_pool");
    }

    private void Padding()
    {
        _tokens.AddRange(["--pad", _job.IsYes("do_pad1") ? "1" : "2"]);
        Switch(OptionTable.SkipGridding, "skip_gridding");
    }

    private void Ctf()
    {
        if (!IsNew || !_job.IsYes("do_ctf_correction")) return;
        _tokens.Add(OptionTable.Ctf);
        Switch(OptionTable.CorrectedReference, "ctf_corrected_ref");
        Switch("--ctf_intact_first_peak", "ctf_intact_first_peak");
    }

    private void Classes()
    {
        if (!IsNew) return;
        Switch("--fast_subsets", "do_fast_subsets");
        Value(OptionTable.Classes, "nr_classes");
        _tokens.Add("--flatten_solvent");
        Switch("--zero_mask", "do_zero_mask");
        if (Read("highres_limit") is > 0) Value("--strict_highres_exp", "highres_limit");
    }

    private void Offsets()
    {
        Value("--offset_range", "offset_range");
        Number("--offset_step", "offset_step", number => number * 2);
    }

    /// <summary>Helices have options of their own, by the dozen.</summary>
    private void Helix()
    {
        if (_job.IsYes("do_helix")) _problems.Add(ImportErrors.JobOptionsLeftOut(_job.Path, "do_helix, helical_*"));
    }

    private void Switch(string flag, string name)
    {
        if (_job.IsYes(name)) _tokens.Add(flag);
    }

    /// <summary>A value as it stands; the GUI quotes none, so that a shell takes it apart at its blanks.</summary>
    private void Value(string flag, string name)
    {
        if (_job.Value(name) is { Length: > 0 } value) _tokens.AddRange([flag, .. ShellWords.Of(value)]);
        else _problems.Add(ImportErrors.JobOptionMissing(_job.Path, name));
    }

    private double? Read(string name) =>
        double.TryParse(_job.Value(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : null;

    /// <summary>A number that the GUI calculates with, written as it does (strings.cpp, floatToString).</summary>
    private void Number(string flag, string name, Func<double, double> change)
    {
        if (Read(name) is { } number)
        {
            _tokens.AddRange([flag, ((float)change(number)).ToString("G6", CultureInfo.InvariantCulture)]);
        }
        else if (_job.Value(name) is { Length: > 0 }) Value(flag, name);
        else _problems.Add(ImportErrors.JobOptionMissing(_job.Path, name));
    }

    private void Sampling(string flag, string name)
    {
        int at = Array.IndexOf(Samplings, _job.Value(name));
        if (at >= 0) _tokens.AddRange([flag, Text(at + 1 - Oversampling)]);
        else _problems.Add(ImportErrors.JobOptionMissing(_job.Path, name));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
