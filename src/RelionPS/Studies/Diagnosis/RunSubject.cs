using RelionPS.Refinement.Command;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Diagnosis;

/// <summary>What is to be looked at: processes of this machine, or what a run has left, or both.</summary>
/// <param name="Name">The run, as the user knows it.</param>
internal sealed record RunSubject(string Name)
{
    /// <summary>Full path of its root name; null where it is not known.</summary>
    public string? OutputRoot { get; init; }

    /// <summary>Processes of the refinement program; empty where none is here.</summary>
    public IReadOnlyList<int> ProcessIds { get; init; } = [];

    /// <summary>What it has left; null where there is nothing yet, or where only a record is known.</summary>
    public RefineRun? Run { get; init; }

    /// <summary>The run as its record has it; null where there is none.</summary>
    public BenchmarkRun? Recorded { get; init; }

    /// <summary>The command as that record has it.</summary>
    public RefineCommand? Command { get; init; }

    /// <summary>The program's file as that record has it.</summary>
    public ProgramFacts? Program { get; init; }

    /// <summary>Why its processes can't be watched, where it is known to run elsewhere; null where it is not.</summary>
    public string? Elsewhere { get; init; }
}
