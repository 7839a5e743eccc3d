using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>Which code a run's expectation step uses, on what, and why.</summary>
/// <param name="Acceleration">The code.</param>
/// <param name="IsAskedFor">True where the user asked for it.</param>
/// <param name="Gpu">What the plan is asked for of the GPUs; null for a run on CPUs.</param>
/// <param name="Decisions">The reasons.</param>
internal sealed record AccelerationChoice(
    Acceleration Acceleration, bool IsAskedFor, GpuRequest? Gpu, IReadOnlyList<Decision> Decisions)
{
    private const string Name = nameof(RefineCommand.Acceleration);

    /// <summary>Chooses by what was asked for, what the program has, and what the node has.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="options">The command's options.</param>
    /// <param name="program">What the program can do; null where it is not known.</param>
    public static AccelerationChoice Of(RefineRequest request, RefineOptions options, RelionCapability? program)
    {
        IReadOnlyList<NodeDevice>? devices = NodeDevices.Of(request.Plan.Node);
        string? gpuParameter = request.Gpu is not null ? "-Gpu" : request.GpuCount is not null ? "-GpuCount" : null;
        if (gpuParameter is not null && request.Acceleration is { } other and not Acceleration.Gpu)
        {
            throw RefineCommandErrors.GpuWithoutAcceleration(gpuParameter, other);
        }
        string? obstacle = AcceleratedCode.Obstacle(options, request.Data.ImageDimensions);
        Decision decision = (request.Acceleration, gpuParameter) switch
        {
            ({ } asked, _) => new Decision(Name, asked, "Override", "as asked for", "-Acceleration"),
            (_, { } parameter) => new Decision(Name, Acceleration.Gpu, "Override", "as GPUs were named", parameter),
            _ => Usual(request, program, devices, obstacle),
        };
        var acceleration = (Acceleration)decision.Value!;
        return new AccelerationChoice(
            acceleration,
            request.Acceleration is not null || gpuParameter is not null,
            acceleration == Acceleration.Gpu ? GpuOf(request, options, devices) : null,
            devices is { Count: > 0 } && acceleration != Acceleration.None
                ? [decision, CpuOrGpu(acceleration, devices)]
                : [decision]);
    }

    private static Decision Usual(
        RefineRequest request, RelionCapability? program, IReadOnlyList<NodeDevice>? devices, string? obstacle)
    {
        Acceleration preset = request.Preset.Acceleration;
        bool hasGpuCode = program?.IsForGpu == true && devices is { Count: > 0 };
        bool isPossible = program?.HasAltCpu == true || hasGpuCode || preset != Acceleration.None;
        if (obstacle is not null && isPossible)
        {
            return new Decision(Name, Acceleration.None, "Obstacle", obstacle, AcceleratedCode.Source);
        }
        if (program?.HasAltCpu == true)
        {
            return new Decision(Name, Acceleration.Cpu, "AltCpu",
                "the program has the accelerated code (ALTCPU), 2 to 4 times as fast as the original", "guide 3.3");
        }
        if (hasGpuCode)
        {
            return new Decision(Name, Acceleration.Gpu, "GpuCode",
                $"the program has the code for GPUs, and the node has {Text(devices!.Count)} of them",
                "the program's own words");
        }
        return preset switch
        {
            Acceleration.Gpu when devices is { Count: 0 } => new Decision(
                Name,
                program?.HasAltCpu == false ? Acceleration.None : Acceleration.Cpu,
                "NodeLacksGpu",
                $"{request.Preset.Source} ran on GPUs, and node '{request.Plan.Node.Name}' has none that this session "
                + "may use",
                "the node's profile",
                IsWarning: true),
            Acceleration.Gpu => new Decision(Name, preset, "Preset", "as it was", request.Preset.Source),
            Acceleration.Cpu => new Decision(Name, preset, "Preset",
                "the accelerated code is faster than the original; the binary must be built with ALTCPU", "guide 3.3"),
            _ => new Decision(Name, preset, "Preset",
                "not asked for, and whether the program has ALTCPU is not known", request.Preset.Source),
        };
    }

    /// <summary>What is known of which is faster, where a node could do both.</summary>
    private static Decision CpuOrGpu(Acceleration chosen, IReadOnlyList<NodeDevice> devices) => new(
        nameof(CpuOrGpu),
        chosen,
        nameof(CpuOrGpu),
        $"the node has {Text(devices.Count)} GPU(s) and its cores, and which is faster depends on the job: a 3D "
        + "classification took 18434 s on the CPUs of one node (Ice Lake, --cpu) and 22012, 11064, 6038 s on 1, 2, 4 "
        + "V100; a refinement of a large box 14690 s against 69459, 35792, 17891 s. Measuring decides: "
        + "Optimize-RelionRefineCommand takes installations of both kinds",
        "stfc-sciml/e2e");

    private static GpuRequest GpuOf(
        RefineRequest request, RefineOptions options, IReadOnlyList<NodeDevice>? devices)
    {
        // What the job named is kept where nothing tells what this node has; else the plan names its own.
        string? ofJob = devices is null && request is { Original: { } job, Gpu: null, GpuCount: null }
            && ArgumentReader.ValueOf(job.Arguments, OptionTable.Gpu) is { Length: > 0 } text
            && DeviceList.Parse(text) is { IsAutomatic: false } list && !list.Strange.Any()
                ? text
                : null;
        return new GpuRequest
        {
            List = request.Gpu ?? ofJob,
            ListFrom = request.Gpu is null && ofJob is not null ? request.Original!.Name : "-Gpu",
            Count = request.GpuCount,
            KeepFreeBytes = KeptFree(options),
        };
    }

    /// <summary>RELION takes megabytes, of 1,000,000 bytes (cuda_ml_optimiser.cu).</summary>
    private static long KeptFree(RefineOptions options) =>
        ArgumentReader.ValueOf(options.AdditionalArgument ?? [], OptionTable.FreeGpuMemory) is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long megabytes)
            ? Math.Min(megabytes, 1_000_000) * 1_000_000
            : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
