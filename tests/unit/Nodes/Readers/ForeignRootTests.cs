using System.Diagnostics;
using System.Net.Sockets;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>Folders given as a root that hold what no kernel shows: nothing in them keeps the reader waiting.</summary>
public sealed class ForeignRootTests : IDisposable
{
    /// <summary>Far more than a reading takes on a loaded machine, and far less than for ever.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly NodeTree _tree = new NodeTree().GuideNode();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tree.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("endless device")]
    [InlineData("socket")]
    [InlineData("link to itself")]
    [InlineData("folder")]
    public async Task Nothing_in_a_files_place_hangs_the_reader(string kind)
    {
        // All but the list of CPUs, without which there is no node.
        string[] files = [.. Directory.EnumerateFiles(_tree.Root, "*", SearchOption.AllDirectories)
            .Where(
                path => !path.EndsWith("/cpu/online", StringComparison.Ordinal)
                    && !path.Contains("/topology/", StringComparison.Ordinal))];
        foreach (string file in files) Replace(file, kind);
        foreach (string path in new[]
        {
            "/proc/driver/nvidia/gpus/0/information",
            "/proc/driver/nvidia/version",
            "/sys/bus/pci/devices/0000:17:00.0/class",
            "/sys/class/drm/card0/device/vendor",
            "/sys/class/kfd/kfd/topology/nodes/1/properties",
            "/sys/class/kfd/kfd/proc/1/vram_1",
            "/nvidia-smi/gpus.csv",
            "/nvidia-smi/list.txt",
            "/environment",
            "/sys/fs/cgroup/cpu.max",
            "/sys/fs/cgroup/memory.max",
            "/proc/meminfo",
        })
        {
            string full = Path.Combine(_tree.Root, path[1..]);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            Replace(full, kind);
        }
        NodeProfile node = await Task.Run(() => NodeProfileReader.Read(_tree.Root)).WaitAsync(Soon);
        Assert.Equal((128, null), (node.LogicalCpus, node.MemoryBytes));
    }

    [Fact]
    public async Task No_more_than_a_bound_is_read_of_a_file_that_does_not_end()
    {
        using (FileStream endless = File.Create(
            Path.Combine(_tree.Root, "proc/self/limits"))) endless.SetLength(1L << 40);
        NodeProfile node = await Task.Run(() => NodeProfileReader.Read(_tree.Root)).WaitAsync(Soon);
        Assert.False(node.Platform.LockedMemoryBytes.IsKnown);
    }

    [Fact]
    public void A_device_is_not_even_opened_and_a_bound_is_kept()
    {
        Assert.Null(BoundedFile.Read("/dev/zero", 10));
        Assert.Null(BoundedFile.Read("/dev/null", 10));
        Assert.Null(BoundedFile.Read(_folder.Path, 10));
        Assert.Equal("0123"u8.ToArray(), BoundedFile.Read(_folder.Write("a", "0123456789"), 4));
        Assert.Equal("01"u8.ToArray(), BoundedFile.Read(_folder.Write("b", "01"), 4));
    }

    [Fact]
    public void A_cancelled_reading_ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => NodeProfileReader.Read(_tree.Root, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void A_pipe_as_host_file_names_no_host()
    {
        using var session = new PowerShellSession();
        string pipe = _folder.Write("hosts", "");
        Replace(pipe, "pipe");
        session.Run($"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi OpenMpi -HostFile {pipe}");
        Assert.Equal(["RelionHostFileEmpty"], session.ErrorIds);
    }

    [Fact]
    public async Task A_program_that_hangs_and_takes_no_signal_is_given_up()
    {
        string program = TestProgram.Write(_folder, "lfs", "#!/bin/sh\ntrap '' TERM\nwhile :; do /bin/sleep 1; done\n");
        Assert.Null(
            await ProgramAnswer.AskAsync(
                new ProcessRequest(program, []),
                TimeSpan.FromMilliseconds(200),
                CancellationToken.None).WaitAsync(Soon));
        Assert.Null(
            await ProgramAnswer.AskAsync(
                new ProcessRequest(_folder.Combine("none"), []), Soon, CancellationToken.None));
    }

    private static void Replace(string path, string kind)
    {
        if (Directory.Exists(path)) return;
        File.Delete(path);
        switch (kind)
        {
            case "pipe":
                using (Process mkfifo = Process.Start("mkfifo", [path])) mkfifo.WaitForExit();
                break;
            case "socket":
                // The kernel's limit of a socket's name is shorter than the tree's paths.
                using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    string near = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
                    socket.Bind(new UnixDomainSocketEndPoint(near));
                    File.Move(near, path);
                }
                break;
            case "endless device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "link to itself": File.CreateSymbolicLink(path, path); break;
            default: Directory.CreateDirectory(path); break;
        }
    }
}
