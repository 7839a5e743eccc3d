using System.Collections.Concurrent;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Installations;

/// <summary>
/// Asks a RELION program what it can do: <c>--version</c> and <c>--help</c>, which the MPI programs answer without a
/// launcher too. Answers are kept for the session as long as the file is the same.
/// </summary>
internal static class RelionProbe
{
    private const int LinesShown = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<(string Path, DateTime Written, long Bytes), RelionCapability> Known =
        new();

    /// <summary>What the program says; unknowns where it is no RELION, does not run here or takes too long.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<RelionCapability> ProbeAsync(string executablePath, CancellationToken cancellationToken) =>
        ProbeAsync(executablePath, [], cancellationToken);

    /// <inheritdoc cref="ProbeAsync(string, CancellationToken)"/>
    /// <param name="executablePath">The program.</param>
    /// <param name="environment">Variables that it needs to start, over the session's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RelionCapability> ProbeAsync(
        string executablePath,
        IReadOnlyList<KeyValuePair<string, string?>> environment,
        CancellationToken cancellationToken)
    {
        var file = new FileInfo(executablePath);
        if (!file.Exists) return RelionCapability.Unknown;
        (string, DateTime, long) key = (file.FullName, file.LastWriteTimeUtc, file.Length);
        if (Known.TryGetValue(key, out RelionCapability? known)) return known;
        Answer version = await AskAsync(
            file.FullName, "--version", environment, cancellationToken).ConfigureAwait(false);
        Answer help = await AskAsync(file.FullName, "--help", environment, cancellationToken).ConfigureAwait(false);
        RelionCapability capability = Parse(version.Text, help.Text);
        if (capability.Version is null) return capability with { StartFailure = help.Failure ?? version.Failure };
        Known[key] = capability;
        return capability;
    }

    /// <summary>Reads what the two options print.</summary>
    internal static RelionCapability Parse(string versionText, string helpText)
    {
        string? version = ValueAfter(versionText, "RELION version:");
        string? precision = ValueAfter(versionText, "Precision:");
        HashSet<string> options = Options(helpText);

        // Every RELION refinement program has these two; another program's help must not be taken for the lack of
        // --cpu.
        bool isRefinement = version is not null && options.Contains("--i") && options.Contains("--o");
        return new RelionCapability(
            version,
            precision,
            isRefinement ? options.Contains("--cpu") : null,
            version is null ? null : precision?.Contains("CUDA-ACC", StringComparison.Ordinal) ?? false,
            options);
    }

    /// <param name="Text">What it printed.</param>
    /// <param name="Failure">Why it did not start or broke off; null where it ended by itself and well.</param>
    private readonly record struct Answer(string Text, string? Failure);

    private static async Task<Answer> AskAsync(
        string program,
        string option,
        IReadOnlyList<KeyValuePair<string, string?>> environment,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            ProcessOutcome outcome = await ProcessRunner.RunAsync(
                new ProcessRequest(program, [option]) { CaptureText = true, Environment = environment },
                limit.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (outcome.IsCancelled)
            {
                return new Answer(
                    outcome.StandardOutput,
                    FormattableString.Invariant($"it gave no answer in {Limit.TotalSeconds:0} s"));
            }
            return new Answer(outcome.StandardOutput, outcome.ExitCode == 0 ? null : Failure(outcome));
        }
        catch (RelionException exception)
        {
            return new Answer("", exception.Message);
        }
    }

    /// <summary>Its own words, the first of them; by what it was ended where it had none.</summary>
    private static string Failure(ProcessOutcome outcome)
    {
        IEnumerable<string> said = $"{outcome.StandardError}\n{outcome.StandardOutput}".Split('\n')
            .Select(line => line.Trim()).Where(line => line.Length > 0);
        string words = string.Join("; ", said.Take(LinesShown));
        string how = outcome.ExitCode switch
        {
            132 => "signal 4, illegal instruction: it was built for another processor",
            > 128 => FormattableString.Invariant($"signal {outcome.ExitCode - 128}"),
            _ => FormattableString.Invariant($"exit code {outcome.ExitCode}"),
        };
        return words.Length > 0 ? $"{words} ({how})" : how;
    }

    private static string? ValueAfter(string text, string label)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.Trim().StartsWith(label, StringComparison.Ordinal))
            {
                return line.Trim()[label.Length..].Trim().ToString() is { Length: > 0 } value ? value : null;
            }
        }
        return null;
    }

    /// <summary>Lines such as <c>    --pool (1) : Number of images to pool for each thread task</c>.</summary>
    private static HashSet<string> Options(string helpText)
    {
        var options = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in helpText.Split('\n'))
        {
            string trimmed = line.TrimStart();
            if (!trimmed.StartsWith("--", StringComparison.Ordinal)
                || !trimmed.Contains(" : ", StringComparison.Ordinal))
            {
                continue;
            }
            options.Add(trimmed[..trimmed.IndexOf(' ')]);
        }
        return options;
    }
}
