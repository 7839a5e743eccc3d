using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Locks;

/// <summary>What an output root is locked for.</summary>
internal enum LockKind
{
    /// <summary>A kind that a later version of the module knows.</summary>
    Unknown,

    /// <summary>A run for the science.</summary>
    Refine,

    /// <summary>Runs for the clock.</summary>
    Benchmark,

    /// <summary>A trial of the search.</summary>
    Search,

    /// <summary>A batch job that waits or runs.</summary>
    Job,
}

/// <summary>A batch job that is to write to an output root.</summary>
/// <param name="JobId">Slurm's number; 0 before it is known.</param>
/// <param name="JobFolder">Full path of the job's folder.</param>
internal sealed record JobClaim(long JobId, string JobFolder);

/// <summary>Who holds or held the lock of an output root: one line of JSON in the lock's file. Times are UTC.</summary>
internal sealed record LockOwner
{
    /// <summary>Version of the line.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>What for, a name of <see cref="LockKind"/>; a later version may have others.</summary>
    public required string Kind { get; init; }

    public string User { get; init; } = "";

    public string Host { get; init; } = "";

    public int ProcessId { get; init; }

    /// <summary>
    /// When the process began, in clock ticks since the machine's start: a number that is used again tells another
    /// time.
    /// </summary>
    public long ProcessStartTicks { get; init; }

    public DateTime StartedUtc { get; init; }

    /// <summary>
    /// Slurm's number of the job that claims the root, or that the owner runs in; null where there is none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? JobId { get; init; }

    /// <summary>Folder of the job that claims the root; null for other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JobFolder { get; init; }

    /// <summary>
    /// The root name where it is one of a continued run, <c>run_ct3</c>, whose lock is that of <c>run</c>; null for
    /// others.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Series { get; init; }

    /// <summary>Jobs that claimed the root before and had not ended when this was written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JobClaim>? EarlierJobs { get; init; }

    /// <summary>When it ended; null while it runs, and where it could not say so any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? EndedUtc { get; init; }

    /// <summary>What it is for.</summary>
    [JsonIgnore]
    public LockKind KindValue => Enum.TryParse(Kind, out LockKind kind) ? kind : LockKind.Unknown;

    /// <summary>All jobs that claim the root.</summary>
    [JsonIgnore]
    public IReadOnlyList<JobClaim> Claims
    {
        get
        {
            IEnumerable<JobClaim> earlier = (EarlierJobs ?? []).Where(claim => claim is { JobFolder: not null });
            if (JobFolder is { } folder && EndedUtc is null) earlier = earlier.Append(new JobClaim(JobId ?? 0, folder));
            return [.. earlier];
        }
    }

    /// <summary>
    /// True where it has not ended as far as this machine can tell: of a process of another one, nothing else tells.
    /// </summary>
    [JsonIgnore]
    public bool IsAlive => EndedUtc is null && KindValue != LockKind.Job
        && (Host != Environment.MachineName || IsProcessAlive);

    /// <summary>True where its process was one of this machine's and is none any more.</summary>
    [JsonIgnore]
    public bool HasLeftPrograms => Host == Environment.MachineName && !IsProcessAlive;

    private static long? OwnJobId
    {
        get
        {
            string? text = Environment.GetEnvironmentVariable("SLURM_JOB_ID");
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
        }
    }

    private bool IsProcessAlive => ProcessStat.Read(ProcessId) is { IsAlive: true } process
        && process.StartTicks == ProcessStartTicks;

    /// <summary>This process, now.</summary>
    public static LockOwner Here(LockKind kind) => new()
    {
        Kind = kind.ToString(),
        User = Environment.UserName,
        Host = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        ProcessStartTicks = ProcessStat.Read(Environment.ProcessId)?.StartTicks ?? 0,
        StartedUtc = DateTime.UtcNow,
        JobId = OwnJobId,
    };

    /// <summary>The line, with its end.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, JsonFormat.OneLine), (byte)'\n'];

    /// <summary>
    /// Reads the first line; null where it is none of the module's. What follows it is what a killed writer left of a
    /// longer one.
    /// </summary>
    public static LockOwner? Parse(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        if (end < 0) return null;
        try
        {
            var owner = JsonSerializer.Deserialize<LockOwner>(text[..end], JsonFormat.OneLine);
            return owner is { Schema: > 0, Kind.Length: > 0 } ? owner : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return OfLaterVersion(text[..end]);
        }
    }

    /// <summary>Of a later version's line, whose values may be of other kinds, no more than that it is one.</summary>
    private static LockOwner? OfLaterVersion(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } owner
                && owner.TryGetProperty("schema", out JsonElement version)
                && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int schema) && schema > 1
                ? new LockOwner { Schema = schema, Kind = nameof(LockKind.Unknown) } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Who it is, in words, for messages.</summary>
    public string Describe()
    {
        string time = StartedUtc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        if (KindValue == LockKind.Job && JobFolder is not null)
        {
            string number = JobId is > 0 and { } known ? FormattableString.Invariant($"Slurm job {known}")
                : "a Slurm job whose number is not known yet";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{number}, submitted by {User} on {Host} at {time}, has claimed it (its folder is '{JobFolder}')");
        }
        string work = KindValue switch
        {
            LockKind.Benchmark => "a benchmark",
            LockKind.Search => "a search",
            _ => "a run",
        };
        string job = JobId is { } id ? FormattableString.Invariant($", Slurm job {id}") : "";
        string state = HasLeftPrograms ? "; that process has ended, and what it started has not" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{work} of {User} on {Host}, process {ProcessId}{job}, works there since {time}{state}");
    }
}
