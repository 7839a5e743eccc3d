using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Locks;

/// <summary>
/// Processes of this machine that hold a lock, as the kernel tells it, for one whose file does not say.
/// </summary>
internal static class LockHolders
{
    /// <summary>
    /// Their ids: those that have the file open, or, where they are another user's, the one that took the lock. Empty
    /// where it is held on another machine.
    /// </summary>
    public static IReadOnlyList<int> Of(string path)
    {
        if (NativeMethods.Identity(path) is not { } file) return [];
        // The kernel's list names the taker alone, also when that has given it back and what it started has not.
        int[] holders =
        [
            .. ProcessStat.ReadAll().Where(process => process.IsAlive).Select(process => process.Id)
                .Where(id => HasOpen(id, file)),
        ];
        if (holders.Length > 0) return holders;
        return Taker(file) is { } taker && ProcessStat.Read(taker) is { IsAlive: true } ? [taker] : [];
    }

    /// <summary>Their ids with the programs' names; null where none is known.</summary>
    public static string? Describe(string path)
    {
        string[] names = [.. Of(path).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id}{Name(id)}"))];
        return names.Length == 0 ? null : $"process {string.Join(", ", names)} on {Environment.MachineName}";
    }

    /// <summary>Lines as <c>1: FLOCK  ADVISORY  WRITE 710 08:01:393217 0 EOF</c> (proc(5)).</summary>
    private static int? Taker(FileIdentity file)
    {
        string place = string.Create(
            CultureInfo.InvariantCulture, $"{file.DeviceMajor:x2}:{file.DeviceMinor:x2}:{file.Inode}");
        try
        {
            foreach (string line in File.ReadLines("/proc/locks"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 5 && words[1] == "FLOCK" && words[5] == place
                    && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int id)) return id;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A container may hide it.
        }
        return null;
    }

    private static bool HasOpen(int id, FileIdentity file)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{id}/fd")
                .Any(descriptor => NativeMethods.TargetIdentity(descriptor) == file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(int id)
    {
        try
        {
            return $" ({File.ReadAllText($"/proc/{id}/comm").TrimEnd('\n')})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
