namespace RelionPS.Shell;

/// <summary>Exit codes of the shell itself; those of pwsh where it has one.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>A terminating error, or a last pipeline that failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line was wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Ended by a signal, as sh counts: 130 for SIGINT, 143 for SIGTERM.</summary>
    public static int Signal(int number) => 128 + number;
}
