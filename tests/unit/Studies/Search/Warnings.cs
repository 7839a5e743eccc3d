using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Takes warnings.</summary>
internal sealed class Warnings : IReporter
{
    public List<string> Said { get; } = [];

    public void Progress(ProgressReport report)
    {
    }

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }

    public void Warning(string message) => Said.Add(message);
}
