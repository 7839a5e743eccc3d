using System.Security.Cryptography;
using RelionPS.Builds.Installations;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// What programs say of themselves and hash to, asked once of each file: sessions that share this ask again only where
/// a file has changed meanwhile.
/// </summary>
internal sealed class KnownPrograms
{
    private readonly Dictionary<(string Path, DateTime Written, long Bytes), RelionCapability> _capabilities = [];
    private readonly Dictionary<(string Path, DateTime Written, long Bytes), string> _hashes = [];

    /// <summary>What a refinement program can do; unknowns where it does not say.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RelionCapability> CapabilityAsync(string path, CancellationToken cancellationToken)
    {
        (string, DateTime, long) key = Key(path);
        if (_capabilities.TryGetValue(key, out RelionCapability? known)) return known;
        return _capabilities[key] = await RelionProbe.ProbeAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file as a record has it: size, time and hash.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ProgramFacts> FactsAsync(string path, CancellationToken cancellationToken)
    {
        (string, DateTime Written, long Bytes) key = Key(path);
        if (!_hashes.TryGetValue(key, out string? hash))
        {
            hash = _hashes[key] = await HashAsync(path, cancellationToken).ConfigureAwait(false);
        }
        return new ProgramFacts(path, key.Bytes, key.Written, hash);
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
