using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// A real Slurm of four nodes on this machine, loopback only: munged, slurmctld and four slurmd under names of their
/// own (slurmd -N), with keys,
/// state and ports of their own. All of it ends with the fixture.
/// </summary>
public class SlurmCluster : IAsyncLifetime
{
    public static readonly string[] Programs = ["sbatch", "srun", "slurmctld", "slurmd", "munged"];

    /// <summary>SIGSTOP and SIGCONT (signal(7)).</summary>
    private const int Stop = 19, Continue = 18;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _daemons = [];
    private Process? _controller;
    private string? _configurationBefore;

    /// <summary>Lines of slurm.conf that a fixture has beside those of all.</summary>
    protected virtual string Further => "";

    /// <summary>What slurm.conf says of a node's shape.</summary>
    protected virtual string ShapeOf(int node) => $"CPUs={Environment.ProcessorCount}";

    /// <summary>Lines of gres.conf; null where there is none.</summary>
    protected virtual string? Gres => null;

    /// <summary>Why there is no cluster here; null where there is one.</summary>
    public static string? Missing { get; } =
        Programs.FirstOrDefault(
            program => ProgramFinder.Find(program) is null
                && ProgramFinder.Find($"/usr/sbin/{program}") is null) is { } missing
            ? $"needs {missing}, which is not there"
            : !Environment.IsPrivilegedProcess ? "needs root: slurmd starts jobs of any user"
            : null;

    public async Task InitializeAsync()
    {
        if (Missing is not null) return;
        _configurationBefore = Environment.GetEnvironmentVariable("SLURM_CONF");
        File.WriteAllBytes(_folder.Combine("munge.key"), RandomNumberGenerator.GetBytes(1024));
        File.SetUnixFileMode(_folder.Combine("munge.key"), UnixFileMode.UserRead);
        Directory.CreateDirectory(_folder.Combine("state"));
        int[] ports = FreePorts(5);
        string host = Environment.MachineName;
        IEnumerable<string> nodes = Enumerable.Range(1, 4).Select(node =>
            $"NodeName=n{node} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[node]} "
            + $"{ShapeOf(node)} State=UNKNOWN");
        if (Gres is { } resources) _folder.Write("gres.conf", resources);
        string configuration = _folder.Write("slurm.conf", $"""
            ClusterName=relionps
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={ports[0]}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={_folder.Combine("munge.socket")}
            CredType=cred/munge
            StateSaveLocation={_folder.Combine("state")}
            SlurmdSpoolDir={_folder.Combine("spool-%n")}
            SlurmctldPidFile={_folder.Combine("slurmctld.pid")}
            SlurmdPidFile={_folder.Combine("slurmd-%n.pid")}
            SlurmctldLogFile={_folder.Combine("slurmctld.log")}
            SlurmdLogFile={_folder.Combine("slurmd-%n.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/affinity
            SlurmdParameters=config_overrides
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerType=sched/builtin
            ReturnToService=2
            KillWait=2
            MpiDefault=none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            {string.Join('\n', nodes)}
            PartitionName=main Nodes=n[1-4] Default=YES MaxTime=INFINITE State=UP
            {Further}

            """);
        Environment.SetEnvironmentVariable("SLURM_CONF", configuration);
        Start(
            "munged",
            "--foreground",
            "--force",
            $"--key-file={_folder.Combine("munge.key")}",
            $"--socket={_folder.Combine("munge.socket")}",
            $"--pid-file={_folder.Combine("munged.pid")}",
            $"--log-file={_folder.Combine("munged.log")}", $"--seed-file={_folder.Combine("munge.seed")}");
        await UntilAsync(() => Task.FromResult(File.Exists(_folder.Combine("munge.socket"))));
        _controller = Start("slurmctld", "-D", "-c");
        foreach (int node in Enumerable.Range(1, 4)) StartNode(node);
        await UntilAsync(async () => (await RunAsync("sinfo", "-h", "-o", "%T %D")).Trim() == "idle 4");
    }

    public Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("SLURM_CONF", _configurationBefore);
        // Nodes first: they end what they still run.
        foreach (Process daemon in _daemons.AsEnumerable().Reverse())
        {
            if (!daemon.HasExited) daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Kills the controller, as a crash of its host does. Nodes and jobs work on.</summary>
    public void KillController()
    {
        _controller!.Kill();
        _controller.WaitForExit();
    }

    /// <summary>
    /// The controller stands still, as on a host that is overloaded: it answers nothing, and reads later what was sent.
    /// </summary>
    public void HoldController() => NativeMethods.Signal(_controller!.Id, Stop);

    /// <summary>Lets it go on with what came meanwhile.</summary>
    public void ReleaseController() => NativeMethods.Signal(_controller!.Id, Continue);

    /// <summary>Starts the controller again, with the state that it saved, and waits until it answers.</summary>
    public async Task StartControllerAsync()
    {
        _controller = Start("slurmctld", "-D");
        await UntilAsync(async () => (await RunAsync("scontrol", "ping")).Contains("UP", StringComparison.Ordinal));
    }

    public void StartNode(int node)
    {
        Directory.CreateDirectory(_folder.Combine($"spool-n{node}"));
        Start("slurmd", "-D", "-N", $"n{node}");
    }

    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require(program), arguments) { CaptureText = true },
            CancellationToken.None);
        return outcome.StandardOutput + outcome.StandardError;
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (int tries = 0; tries < 300; tries++)
        {
            if (await isSo()) return;
            await timer.WaitForNextTickAsync();
        }
        throw new TimeoutException("The cluster did not come to the state that the test waits for.");
    }

    private Process Start(string program, params string[] arguments)
    {
        string path = ProgramFinder.Find(program) ?? ProgramFinder.Require($"/usr/sbin/{program}");
        var info = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // A test run inside an allocation must not make these daemons part of it.
        foreach (string name in info.Environment.Keys
            .Where(name => name.StartsWith("SLURM", StringComparison.Ordinal) && name != "SLURM_CONF")
            .ToList())
        {
            info.Environment.Remove(name);
        }
        Process process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _daemons.Add(process);
        return process;
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return ports;
    }
}

/// <summary>A test that needs a Slurm of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : RequiresFactAttribute
{
    public SlurmFactAttribute(params string[] programs)
        : base(programs) => Skip ??= SlurmCluster.Missing;
}
