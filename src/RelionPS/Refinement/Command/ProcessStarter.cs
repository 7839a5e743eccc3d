using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Launchers;

namespace RelionPS.Refinement.Command;

/// <summary>What starts one process of a program without MPI on a host.</summary>
/// <param name="Dialect">The launcher.</param>
/// <param name="Program">Its program.</param>
internal sealed record ProcessStarter(IMpiDialect Dialect, string Program)
{
    /// <summary>
    /// Slurm's own launcher inside of its allocation, else the launcher that was asked for or that RELION's MPI program
    /// is linked with; null where it is not here, or not known, as then its options are not either.
    /// </summary>
    /// <param name="request">The request of a command of the same program.</param>
    public static ProcessStarter? Of(RefineRequest request)
    {
        if (request.IsUnderSlurm)
        {
            var slurm = new SlurmSrunDialect();
            return Found(slurm, slurm.Program);
        }
        LauncherChoice choice = LauncherChoice.Of(request, RefineProgram.Mpi);
        bool isKnown = request.Mpi is not null || choice.Library is not null;
        return isKnown ? Found(choice.Dialect, request.Launcher ?? choice.Dialect.Program) : null;

        ProcessStarter? Found(IMpiDialect dialect, string program) =>
            ProgramFinder.Find(program, request.WorkingDirectory) is null ? null : new ProcessStarter(dialect, program);
    }
}
