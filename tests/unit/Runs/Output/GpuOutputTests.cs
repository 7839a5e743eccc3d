using RelionPS.Refinement.Devices;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

/// <summary>
/// What RELION and the drivers say of GPUs. Lines are those of RELION's sources (3.1.4 to 5.0.1), of CUDA's and ROCm's
/// texts of errors, and of public logs: numbers are those of issues at github.com/3dem/relion.
/// </summary>
public sealed class GpuOutputTests
{
    [Theory]
    // 1084, 1058, 87, 192, and hyphy's 1587, of RELION with HIP.
    [InlineData("000/??? sec ~~(,_,\"> [oo]ERROR: CudaCustomAllocator out of memory", "OutOfMemory")]
    [InlineData("ERROR: out of memory in /r/custom_allocator.cuh at line 435 (error-code 2)", "OutOfMemory")]
    [InlineData("ERROR: out of memory in /r/src/gpu_utils/cuda_mem_utils.h at line 572 (error-code 2)", "OutOfMemory")]
    [InlineData("ERROR: HipCustomAllocator out of memory", "OutOfMemory")]
    [InlineData("You ran out of memory on the GPU(s).", "OutOfMemory")]
    [InlineData("GPU memory was insufficient. Relion attempts to reduce the memory by segmenting", "OutOfMemory")]
    [InlineData("Native API failed. Native API returns: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)", "OutOfMemory")]
    [InlineData("Native API failed. Native API returns: -5 (PI_ERROR_OUT_OF_RESOURCES)", "OutOfMemory")]
    [InlineData("Cufft error in file 'cuda_fft.h' in line 189 : CUFFT_ALLOC_FAILED.", "OutOfMemory")]
    [InlineData("There was an issue with the GPU-ids. Either", "IdsInvalid")]
    [InlineData("ERROR: invalid device ordinal in /r/ml_optimiser_mpi.cpp at line 319 (error-code 101)", "IdsInvalid")]
    [InlineData("You have specified SYCL device which is not available", "IdsInvalid")]
    [InlineData(
        "ERROR: CUDA driver version is insufficient for CUDA runtime version in a.cpp at line 184 (error-code 35)",
        "DriverTooOld")]
    // 1030.
    [InlineData(
        "ERROR: the provided PTX was compiled with an unsupported toolchain. in /r/projector.cpp at line 209 "
            + "(error-code 222)", "DriverTooOld")]
    [InlineData(
        "ERROR: system has unsupported display driver / cuda driver combination in a at line 1 (error-code 803)",
        "DriverTooOld")]
    [InlineData(
        "KERNEL_ERROR: no kernel image is available for execution on the device in a.cu at line 2 (error-code 209)",
        "CodeMissing")]
    // 149.
    [InlineData("KERNEL_ERROR: invalid device function in /r/a.cu at line 273 (error-code 8)", "CodeMissing")]
    [InlineData("\"hipErrorNoBinaryForGpu: Unable to find code object for all current devices!\"", "CodeMissing")]
    [InlineData("You have no GPUs compatible with RELION (CUDA-capable and compute-capability >= 3.5", "CodeMissing")]
    [InlineData("ERROR: no CUDA-capable device is detected in a.cpp at line 184 (error-code 100)", "NotFound")]
    [InlineData("ERROR: no ROCm-capable device is detected in a.cpp at line 184 (error-code 100)", "NotFound")]
    [InlineData("You have no SYCL device available", "NotFound")]
    // CUDA's error 802: the fabric of an NVSwitch machine is not managed.
    [InlineData("ERROR: system not yet initialized in a.cpp at line 184 (error-code 802)", "NotFound")]
    // CUDA's error 4 is what comes behind another one.
    [InlineData("ERROR: driver shutting down in a.cpp at line 184 (error-code 4)", "FunctionFailed")]
    [InlineData(
        "ERROR: all CUDA-capable devices are busy or unavailable in a.cpp at line 184 (error-code 46)", "Busy")]
    [InlineData("ERROR: uncorrectable ECC error encountered in a.cpp at line 9 (error-code 214)", "MemoryDamaged")]
    [InlineData("NVRM: Xid (PCI:0000:81:00): 79, pid=7, GPU has fallen off the bus.", "Lost")]
    [InlineData("HW Exception by GPU node-1 (Agent handle: 0x5581) reason :GPU Hang", "Lost")]
    [InlineData("Native API failed. Native API returns: 20 (UR_RESULT_ERROR_DEVICE_LOST)", "Lost")]
    [InlineData("Cufft error in file 'cuda_fft.h' in line 189 : CUFFT_INTERNAL_ERROR.", "FftFailed")]
    [InlineData("Hipfft error in file 'hip_fft.h' in line 189 : HIPFFT_EXEC_FAILED.", "FftFailed")]
    [InlineData("KERNEL_ERROR: an illegal memory access was encountered in a at line 8 (error-code 700)", "CodeFailed")]
    // 741.
    [InlineData("ERROR: unspecified launch failure in /r/allocator.cuh at line 176 (error-code 719)", "CodeFailed")]
    [InlineData("Memory access fault by GPU node-1 (Agent handle: 0x5581) on address 0x7f00.", "CodeFailed")]
    [InlineData("No orientation was found as better than any other.", "WeightsZero")]
    [InlineData("A GPU-function failed to execute.", "FunctionFailed")]
    // 351 and 1293.
    [InlineData("ERROR: unknown error in /r/cuda_projector.cu at line 115 (error-code 30)", "FunctionFailed")]
    [InlineData("KERNEL_ERROR: invalid configuration argument in /r/a.h at line 1 (error-code 9)", "FunctionFailed")]
    public void What_ends_a_run_on_GPUs_is_a_fault_with_the_line_and_a_remedy(string line, string fault)
    {
        RelionOutputWarnings output = Read(line);
        OutputFault found = output.Faults.First(one => one.Signature.IsOfEnd);
        var error = found.Error(1, "/logs/run");
        Assert.Equal("RelionGpu" + fault, error.ErrorId);
        string words = line[Math.Max(0, line.IndexOf("ERROR: Cu", StringComparison.Ordinal))..].Trim();
        Assert.Contains($"'{words[Math.Max(0, words.IndexOf("ERROR: ", StringComparison.Ordinal))..]}'", error.Message);
        Assert.Contains("/logs/run.err", error.Message.Replace("run.out and ", "run"), StringComparison.Ordinal);
        Assert.Matches("-RankPerNode|-Gpu|GPU|Test-RelionInput|-Acceleration", error.Message);
    }

    [Theory]
    [InlineData("DEBUG_INFO: Out of memory handled by waiting for unfinished tasks, which freed 512 B.")]
    [InlineData("you will likely run out of memory on the GPU(s), and will have to then re-start ")]
    [InlineData("   cause out-of-memory during the last iteration of high-resolution refinement.")]
    [InlineData("ERROR: The reference box size is 48 px, but 64 px!")]
    [InlineData(" Running CPU instructions in double precision.")]
    [InlineData("WARNING: Ignoring required free GPU memory amount of 200 MB, due to space insufficiency.")]
    public void What_only_sounds_like_it_is_none(string line) => Assert.Empty(Read(line).Faults);

    /// <summary>RELION says what failed on one stream, and the same of everything on the other.</summary>
    [Theory]
    [InlineData("A GPU-function failed to execute.\n", "ERROR: out of memory in a.cuh at line 435 (error-code 2)\n")]
    [InlineData("ERROR: out of memory in a.cuh at line 435 (error-code 2)\n", "A GPU-function failed to execute.\n")]
    public void The_line_that_says_more_is_told_in_whatever_order_they_come(string first, string second)
    {
        var output = new RelionOutputWarnings(1);
        output.ReadOutput(first);
        output.ReadError(second);
        RunVerdict verdict = RunVerdict.Of(TestCommand.Threads("/", "relion_refine"), End(output, exitCode: 1));
        Assert.Equal("RelionGpuOutOfMemory", verdict.Error!.ErrorId);
    }

    [Theory]
    [InlineData(
        "+ WARNING : Relion was compiled without CUDA of at least version 7.0 - you do NOT have support for GPUs",
        "GpuNotUsed", "CPU")]
    [InlineData(
        "+ WARNING : Relion was compiled without CUDA >= 7.0 or HIP >= 4.0 - you do NOT have support for GPUs",
        "GpuNotUsed", "CPU")]
    // 576 and 1056.
    [InlineData("Device 0 on cbsukellogg.biohpc.cornell.edu is split between 4 slaves", "GpuShared", "4 followers")]
    [InlineData("Device 2 on r124087.iowa.uiowa.edu is split between 2 followers", "GpuShared", "Device 2 on r124087")]
    [InlineData("use an estimated image-size of 412 pixels during the last iteration...", "ImageSizeLimited", "412")]
    // 427 and 192.
    [InlineData(
        "[oo]WARNING: Ignoring required free GPU memory amount of 200 MB, due to space insufficiency.",
        "FreeMemoryIgnored", "200 MB")]
    [InlineData(
        "WARNING: The available space on the GPU after initialization (188 MB) might be insufficient for the step.",
        "GpuSpaceShort", "188 MB")]
    [InlineData(
        "WARNING : at least one of your GPUs is not compatible with RELION (CUDA-capable)", "GpuIncompatible", "-Gpu")]
    public void What_ends_nothing_is_a_note_with_what_it_means(string line, string id, string words)
    {
        RelionOutputWarnings output = Read(line + "\n" + line);
        RunNote note = Assert.Single(output.Notes);
        Assert.Equal((id, line.Trim()), (note.Id, note.Evidence));
        Assert.Contains(words, note.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Faults, fault => fault.Signature.IsOfEnd);
    }

    [Fact]
    public void The_help_behind_the_error_for_want_of_memory_is_no_note() =>
        Assert.Empty(Read("   and be particularly wary of 'device X is split between N followers', which ").Notes);

    /// <summary>Logs of public issues: the device of each line is that of the arithmetic.</summary>
    public static TheoryData<int, string, string, int, int, string, int[]> Logs { get; } = new()
    {
        // Issue, --gpu, follower or slave, followers, threads, host, device of each follower's threads in turn.
        { 576, "0,1,2,3", "slave", 4, 1, "cbsukellogg", [0, 0, 0, 0] },
        { 468, "", "slave", 4, 4, "dalian", [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3] },
        { 1056, "2", "follower", 2, 12, "r124087", [.. Enumerable.Repeat(2, 24)] },
        { 1264, "", "follower", 2, 4, "localhost", [0, 0, 0, 0] },
        { 367, "0 1", "slave", 8, 1, "gpunode-0-9", [0, 0, 0, 0, 0, 0, 0, 0] },
        { 833, "0,1,2,3", "", 0, 4, "", [0, 1, 2, 3] },
        { 1119, "", "", 0, 4, "", [0, 0, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void Mapping_lines_of_public_logs_are_read_and_are_those_of_the_arithmetic(
        int issue, string value, string word, int followers, int threads, string host, int[] devices)
    {
        var text = new List<string> { $" === RELION MPI setup === {issue}" };
        // 5.0 has a blank more.
        string blanks = word == "slave" ? " " : "  ";
        string name = word == "slave" ? "Slave" : "Follower";
        for (int rank = 1; rank <= followers; rank++)
        {
            text.Add($" + {name}     {rank}{blanks}runs on host            = {host}");
        }
        for (int line = 0; line < devices.Length; line++)
        {
            string of = followers > 0 ? $" on {word} {(line / threads) + 1}" : "";
            text.Add($" Thread {line % threads}{of} mapped to device {devices[line]}");
        }
        IReadOnlyList<GpuThread> seen = Read(string.Join('\n', text)).GpuThreads;
        Assert.Equal(devices, seen.Select(thread => thread.Device!.Value));
        Assert.All(seen, thread => Assert.Equal(followers > 0 ? host : null, thread.HostName));

        // 1264 is cut behind its second follower of eight; four GPUs, as in 468. 1119 has two.
        int all = issue == 1264 ? 8 : followers, gpus = issue == 1119 ? 2 : 4;
        IReadOnlyList<ThreadDevice> map = followers == 0
            ? DeviceMap.OfProcess(DeviceList.Parse(value), "", threads, gpus)
            : DeviceMap.OfFollowers(DeviceList.Parse(value), [.. Enumerable.Repeat(host, all)], threads, _ => gpus);
        Assert.Equal(
            map.Take(seen.Count).Select(thread => (thread.Rank, thread.Thread, thread.Device)),
            seen.Select(thread => (thread.Rank, thread.Thread, thread.Device!.Value)));
    }

    [Fact]
    public void The_last_start_of_a_log_counts_and_a_name_is_no_number()
    {
        GpuThread only = Assert.Single(Read(
            " Thread 0 mapped to device 0\n Thread 1 mapped to device 1\n Thread 0 mapped to device 3\n").GpuThreads);
        Assert.Equal((0, 0, 3, "3"), (only.Rank, only.Thread, only.Device!.Value, only.DeviceName));
        // ml_optimiser_mpi.cpp, 5.0.1, SYCL.
        GpuThread named = Assert.Single(
            Read("   Thread 0 on follower 1 mapped to device [Level Zero] [GPU:0] Max 1550\n").GpuThreads);
        Assert.Equal((null, "[Level Zero] [GPU:0] Max 1550"), (named.Device, named.DeviceName));
        Assert.Empty(Read("Thread safety mapped to device 0\n").GpuThreads);
    }

    [Fact]
    public void A_map_that_is_not_the_plans_is_a_note_that_names_the_first_difference()
    {
        RefineCommand command = TestCommand.Mpi("/", ["mpirun"], 3, "relion_refine_mpi", "--gpu", "0:1");
        Assert.Null(GpuMapCheck.Difference(command, Seen(0, 1)));
        RunNote note = GpuMapCheck.Difference(command, Seen(0, 0))!;
        Assert.Equal("GpuMapDiffers", note.Id);
        Assert.StartsWith(
            "1 of 2 threads are on other GPUs than planned, the first of them rank 2, thread 0: device 0, planned on "
            + "device 1", note.Message, StringComparison.Ordinal);
        // How many GPUs there are is not known, and no string says.
        RefineCommand open = TestCommand.Mpi("/", ["mpirun"], 3, "relion_refine_mpi", "--gpu", "--pad", "1");
        Assert.Null(GpuMapCheck.Difference(open, Seen(0, 0)));
        VisibleGpu[] two = [new(0, "0000:17:00.0", null), new(1, "0000:65:00.0", null)];
        RefineCommand known = open with
        {
            Node = open.Node with { Gpu = new GpuFacts { Visible = new(two, "nvidia-smi") } },
        };
        Assert.Null(GpuMapCheck.Difference(known, Seen(0, 1)));
        // Slurm's binding of a GPU a task: each rank sees one.
        Assert.Contains("planned on device 1", GpuMapCheck.Difference(known, Seen(0, 0))!.Message);
    }

    private static IReadOnlyList<GpuThread> Seen(int first, int second) => Read(
        $" Thread 0 on follower 1 mapped to device {first}\n Thread 0 on follower 2 mapped to device {second}\n")
        .GpuThreads;

    private static RunEnd End(RelionOutputWarnings output, int exitCode) => new()
    {
        ExitCode = exitCode,
        IsStopped = false,
        Faults = output.Faults,
        LastErrorLines = "",
        LogPath = "/logs/run",
        Last = null,
    };

    private static RelionOutputWarnings Read(string text)
    {
        var output = new RelionOutputWarnings(1);
        output.ReadOutput(text);
        output.Finish();
        return output;
    }
}
