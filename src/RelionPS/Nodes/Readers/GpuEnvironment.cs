namespace RelionPS.Nodes.Readers;

/// <summary>
/// The variables that say which GPUs a session may use: of this session for a live node, of a capture's file
/// <c>environment</c> else.
/// </summary>
internal sealed class GpuEnvironment
{
    /// <summary>Lines <c>NAME=value</c> of a capture.</summary>
    public const string File = "/environment";

    /// <summary>All that are read.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
        "GPU_DEVICE_ORDINAL", "SLURM_STEP_GPUS", "SLURM_JOB_GPUS",
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static GpuEnvironment Read(NodeFiles files)
    {
        var environment = new GpuEnvironment();
        if (files.Root == "/")
        {
            foreach (string name in Names)
            {
                if (Environment.GetEnvironmentVariable(name) is { } value) environment._values[name] = value;
            }
            return environment;
        }
        foreach (string line in files.Lines(File))
        {
            if (line.Split('=', 2) is [var name, var value] && Names.Contains(name)) environment._values[name] = value;
        }
        return environment;
    }

    /// <summary>The variable's value, which may be empty; null where it is not set.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The first of some variables that is set, and its value.</summary>
    public (string Name, string Value)? First(params string[] names) =>
        names.FirstOrDefault(_values.ContainsKey) is { } name ? (name, _values[name]) : null;
}
