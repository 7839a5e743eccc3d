using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Launchers;

namespace RelionPS.Refinement.Command;

/// <summary>Which launcher starts the program, and why.</summary>
/// <param name="Dialect">The launcher.</param>
/// <param name="Library">The dialect of the MPI library that the program is linked with; null where it is not
/// known.</param>
/// <param name="Decision">The reason.</param>
internal sealed record LauncherChoice(IMpiDialect Dialect, string? Library, Decision Decision)
{
    /// <summary>
    /// A launcher of another MPI library starts n programs that each think they are alone; null where launcher and
    /// program agree.
    /// </summary>
    public Decision? Mismatch => Library is null || !Dialect.IsOfOneLibrary || Library == Dialect.Name ? null
        : new Decision(
            nameof(RefineCommand.Mpi),
            Dialect.Name,
            "LibraryOfTheProgram",
            $"the program is linked with {Library}: this launcher would start every rank as a run of its own",
            "dynamic section of the program",
            IsWarning: true);

    public static LauncherChoice Of(RefineRequest request, string executable)
    {
        string? program = ProgramFinder.Find(executable, request.WorkingDirectory);
        // The installation was read with the libraries that it needs, which this session may not find.
        string? library = request.Installation?.Mpi?.Name
            ?? (program is null ? null : MpiLibraries.LauncherOf(program));
        if (request.Mpi is { } asked)
        {
            return new LauncherChoice(
                MpiDialects.Get(asked),
                library,
                new Decision(nameof(RefineCommand.Mpi), asked, "Override", "as asked for", "-Mpi"));
        }
        if (request.Installation?.Mpi is { } linked)
        {
            return new LauncherChoice(
                MpiDialects.All.FirstOrDefault(dialect => dialect.Name == linked.Name)
                    ?? throw LauncherErrors.MpiUnknown(linked.Name, MpiDialects.All.Select(dialect => dialect.Name)),
                linked.Name,
                new Decision(
                    nameof(RefineCommand.Mpi),
                    linked.Name,
                    "LibraryOfTheProgram",
                    $"{executable} is linked with {linked}",
                    "dynamic section of the program"));
        }
        if (library is null && request.Original is { Dialect: { } was, Name: var name })
        {
            return new LauncherChoice(
                was,
                library,
                new Decision(
                    nameof(RefineCommand.Mpi),
                    was.Name,
                    "LauncherOfTheJob",
                    $"'{executable}' does not tell its MPI library here, so the launcher stays that of {name}",
                    name));
        }
        Decision decision = library is not null
            ? new Decision(
                nameof(RefineCommand.Mpi),
                library,
                "LibraryOfTheProgram",
                $"{program} is linked with it",
                "dynamic section of the program")
            : new Decision(nameof(RefineCommand.Mpi), MpiDialects.OfGuide.Name, "GuideLauncher",
                program is null
                    ? $"'{executable}' is not on this machine, so the guide's own launcher is taken"
                    : $"{program} names no MPI library that is known, so the guide's own launcher is taken",
                "guide 5.3");
        return new LauncherChoice(library is null ? MpiDialects.OfGuide : MpiDialects.Get(library), library, decision);
    }
}
