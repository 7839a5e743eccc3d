using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Importing;

/// <summary>What RELION's GUI was asked for: a job's type and options.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="TypeText">The type as the file has it: a number before 4.0, a label since.</param>
/// <param name="IsContinue">True where the job goes on with an earlier run.</param>
/// <param name="Options">The options' values, by the GUI's own names.</param>
internal sealed record JobFile(
    string Path, CommandSource Kind, string TypeText, bool IsContinue, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The type; null for one that is not known.</summary>
    public JobType? Type => JobTypes.Find(TypeText);

    /// <summary>The type for people.</summary>
    public string TypeName => Type?.Folder ?? TypeText;

    /// <summary>True for a job of tomography.</summary>
    public bool IsTomo { get; init; }

    /// <summary>An option's value; null where the file does not have it.</summary>
    public string? Value(string name) => Options.GetValueOrDefault(name);

    /// <summary>True where an option is there and says yes.</summary>
    public bool IsYes(string name) => Value(name) == "Yes";

    /// <summary>What the file tells of the start.</summary>
    public StartFacts Facts =>
        Value("nr_mpi") is { } ranks && StartFacts.None.With(
            StartFact.Ranks, [ranks.Split('.')[0]], $"nr_mpi in {System.IO.Path.GetFileName(Path)}") is { } told
            ? told
            : StartFacts.None;

    /// <summary>Reads <c>job.star</c> (RELION 3.1 and later; pipeline_jobs.cpp, RelionJob::write).</summary>
    /// <exception cref="RelionException">It is no STAR file, or none of a job.</exception>
    public static JobFile ReadStar(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock head = file.Get("job");
        string type = head.TextOrNull("rlnJobTypeLabel") ?? head.TextOrNull("rlnJobType")
            ?? throw ImportErrors.JobFileInvalid(path, "it does not tell the job's type");
        StarBlock values = file.Get("joboptions_values");
        string[] names = values.Texts("rlnJobOptionVariable"), texts = values.Texts("rlnJobOptionValue");
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        // The last one holds, as when RELION reads it.
        for (int at = 0; at < names.Length; at++) options[names[at]] = Unquoted(texts[at]);
        return new JobFile(path, CommandSource.JobFile, type, IsTrue(head.TextOrNull("rlnJobIsContinue")), options)
        {
            IsTomo = IsTrue(head.TextOrNull("rlnJobIsTomo")),
        };
    }

    /// <summary>Reads <c>run.job</c> (RELION 3.0 and earlier; 3.1 reads it still).</summary>
    /// <exception cref="RelionException">It can't be read, or its first line is none of a job.</exception>
    public static JobFile ReadRunJob(string path)
    {
        string[] lines = ImportedText.Read(path).Split('\n');
        const string typeMark = "job_type", continueMark = "is_continue";
        string? type = null;
        bool isContinue = false;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int at = line.LastIndexOf("==", StringComparison.Ordinal);
            if (at < 0) continue;
            string label = line[..at].Trim(), value = line[(at + 2)..].Trim();
            if (label == typeMark) type = value;
            else if (label == continueMark) isContinue = value == "true";
            else if (RunJobLabels.Option(label) is { } name) options.TryAdd(name, value);
        }
        return type is null
            ? throw ImportErrors.JobFileInvalid(path, $"no line begins with '{typeMark} =='")
            : new JobFile(path, CommandSource.RunJobFile, type, isContinue, options);
    }

    /// <summary>RELION writes an empty value as two quotes.</summary>
    private static string Unquoted(string text) => text is "\"\"" ? "" : text;

    private static bool IsTrue(string? text) => text is "1" or "true";
}
