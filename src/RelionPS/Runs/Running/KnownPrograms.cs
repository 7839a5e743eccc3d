using System.Security.Cryptography;
using RelionPS.Builds.Installations;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// What programs say of themselves and hash to, asked once of each file: sessions that share this ask again only where
/// a file has changed meanwhile, and those that run at the same time wait for the first that asks.
/// </summary>
internal sealed class KnownPrograms
{
    private readonly Dictionary<(string Path, DateTime Written, long Bytes), Task<RelionCapability>> _capabilities = [];
    private readonly Dictionary<(string Path, DateTime Written, long Bytes), Task<string>> _hashes = [];

    /// <summary>What a refinement program can do; unknowns where it does not say.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<RelionCapability> CapabilityAsync(string path, CancellationToken cancellationToken) =>
        Once(_capabilities, Key(path), () => RelionProbe.ProbeAsync(path, cancellationToken));

    /// <summary>The file as a record has it: size, time and hash.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ProgramFacts> FactsAsync(string path, CancellationToken cancellationToken)
    {
        (string, DateTime Written, long Bytes) key = Key(path);
        string hash = await Once(_hashes, key, () => HashAsync(path, cancellationToken)).ConfigureAwait(false);
        return new ProgramFacts(path, key.Bytes, key.Written, hash);
    }

    private static Task<T> Once<T>(
        Dictionary<(string, DateTime, long), Task<T>> known, (string, DateTime, long) key, Func<Task<T>> ask)
    {
        lock (known)
        {
            // What was cancelled says nothing.
            if (known.TryGetValue(key, out Task<T>? asked) && !asked.IsFaulted && !asked.IsCanceled) return asked;
            return known[key] = ask();
        }
    }

    private static (string, DateTime, long) Key(string path)
    {
        var file = new FileInfo(path);
        return (path, file.LastWriteTimeUtc, file.Length);
    }

    /// <summary>A program may be one that this user can execute and not read.</summary>
    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            return Convert.ToHexString(hash).ToLowerInvariant();
        }
        catch (UnauthorizedAccessException)
        {
            return "Unknown";
        }
    }
}
