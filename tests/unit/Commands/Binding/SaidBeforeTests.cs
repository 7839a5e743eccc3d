using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands.Binding;

/// <summary>What is so of a machine is said once in a session, not before every plan.</summary>
public sealed class SaidBeforeTests
{
    private const string Plan = "New-RelionNodeProfile 1 2 -ThreadsPerCore 1 -MemoryBytes 24GB "
        + "| New-RelionRefineCommand -Mpi None -Acceleration None";

    [Fact]
    public void A_warning_of_a_plan_comes_once_in_a_session_and_in_each_session()
    {
        using var first = new PowerShellSession();
        first.Run(Plan);
        string[] warnings = [.. first.Warnings];
        Assert.Contains(warnings, text => text.StartsWith("MemoryBytes", StringComparison.Ordinal));
        first.Run(Plan + " -Verbose");
        Assert.Empty(first.Warnings);
        Assert.All(warnings, text => Assert.Contains(text, first.Verbose));
        using var second = new PowerShellSession();
        second.Run(Plan);
        Assert.Equal(warnings, second.Warnings);
    }

    [Fact]
    public void A_warning_that_was_not_said_yet_comes_and_who_asks_for_warnings_gets_them_all()
    {
        using var session = new PowerShellSession();
        session.Run(Plan);
        int all = session.Warnings.Count;
        session.Run(Plan.Replace("24GB", "25GB", StringComparison.Ordinal));
        Assert.Contains("MemoryBytes", Assert.Single(session.Warnings), StringComparison.Ordinal);
        session.Run(Plan + " -WarningVariable told; $told.Count");
        Assert.Equal(all, session.Warnings.Count);
    }
}
