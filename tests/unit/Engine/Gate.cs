using System.Diagnostics;

namespace RelionPS.Testing;

/// <summary>
/// A place where a stand-in waits until the test lets it go on: two named pipes, and no waiting by the clock.
/// </summary>
internal sealed class Gate
{
    private readonly string _begun;
    private readonly string _open;

    /// <param name="folder">Where the pipes are made.</param>
    /// <param name="name">Tells gates of one folder apart.</param>
    public Gate(TemporaryFolder folder, string name)
    {
        (_begun, _open) = (folder.Combine(name + ".begun"), folder.Combine(name + ".open"));
        using Process make = Process.Start("mkfifo", [_begun, _open]);
        make.WaitForExit();
    }

    /// <summary>The line of shell that comes to the gate and waits there; it says its process's number.</summary>
    public string Line => $"echo $$ > {_begun}; read x < {_open}";

    /// <summary>Returns when the stand-in has come to the gate: its process's number.</summary>
    public int Reached() =>
        int.Parse(File.ReadAllText(_begun), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Lets it go on.</summary>
    public void Open() => File.WriteAllText(_open, "go\n");
}
