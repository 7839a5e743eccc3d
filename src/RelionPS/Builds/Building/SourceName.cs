using System.Security.Cryptography;

namespace RelionPS.Builds.Building;

/// <summary>
/// Names of the folders that sources are unpacked to. Letters, digits and a few marks alone come from what the user
/// gave, so that no name leads anywhere
/// else, and the rest of the name tells one source from another.
/// </summary>
internal static class SourceName
{
    private const int DigitsShown = 8;

    /// <summary>
    /// <c>relion-3.1.3-1a2b3c4d</c> of <c>relion-3.1.3.tar.gz</c>: name and the beginning of the SHA-256 of the
    /// content.
    /// </summary>
    public static async Task<string> OfTarballAsync(string tarball, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(tarball);
        int tar = name.IndexOf(".tar", StringComparison.Ordinal);
        using FileStream file = File.OpenRead(tarball);
        byte[] hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
        return $"{Plain(tar > 0 ? name[..tar] : Path.GetFileNameWithoutExtension(name))}-{Short(hash)}";
    }

    /// <summary><c>git-3.1.3</c>; a tag that is no plain name gets the beginning of its SHA-256.</summary>
    public static string OfTag(string tag)
    {
        string plain = Plain(tag);
        return plain == tag
            ? $"git-{plain}"
            : $"git-{plain}-{Short(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(tag)))}";
    }

    private static string Plain(string name)
    {
        string plain = string
            .Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' ? c : '-'))
            .Trim('.', '-');
        return plain.Length == 0 ? "relion" : plain[..Math.Min(plain.Length, 100)];
    }

    private static string Short(byte[] hash) => Convert.ToHexString(hash)[..DigitsShown].ToLowerInvariant();
}
