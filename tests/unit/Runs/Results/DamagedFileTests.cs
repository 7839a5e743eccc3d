using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>Files of the module that were damaged, or written by a later version: named, and never half believed.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private static readonly string Captured = Path.Combine(RepositoryPaths.Root, "tests/data/records-0.1.0");

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public DamagedFileTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("""[{"name": "run""", """[null, {"name": "run""")]
    [InlineData("9.530", "-5")]
    [InlineData("9.530", "1e999")]
    [InlineData("9.530", "1e300")]
    [InlineData("9.530", "\"NaN\"")]
    [InlineData("9.530", "null")]
    [InlineData("9.530", "[]")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 99")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": -1")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": \"2\"")]
    [InlineData("\"jobId\": 1", "\"jobId\": 99999999999999999999")]
    [InlineData("\"jobId\": 1", "\"jobId\": -1")]
    [InlineData("n[1-2]", "n\\u0000")]
    [InlineData("n[1-2]", "n\\ud800")]
    [InlineData("\"run\"", "\"\"")]
    [InlineData("Completed", "Done")]
    [InlineData("2026-11-26", "9999-12-31")]
    [InlineData("2026-11-26", "soon")]
    [InlineData("\"exitCode\": 0", "\"exitCode\": 4000")]
    [InlineData("\"exitCode\": 0}]}", "")]
    public void A_damaged_record_of_a_job_is_named(string good, string bad)
    {
        Copy("job", "j");
        string path = Damage("j/record.json", good, bad);
        Assert.Empty(_session.Run("Get-RelionJob $folder/j"));
        Assert.Contains(Assert.Single(_session.ErrorIds), new[] { "RelionRecordInvalid", "RelionRecordSchemaUnknown" });
        Assert.Contains(path, _session.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(_session.Run("Receive-RelionJob -Path $folder/j"));
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
    }

    [Theory]
    [InlineData("\"name\": \"Synthetic\"", "\"name\": null")]
    [InlineData("\"id\": 1", "\"id\": 1e999")]
    [InlineData("\"run\"", "null")]
    [InlineData("/data/project/Job/run", "/data\\u0000/run")]
    [InlineData("/data/project/Job/run", "/data/\\udc00")]
    [InlineData("\"launcherTokens\": 14", "\"launcherTokens\": -3")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 99")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": {}")]
    public void A_damaged_manifest_of_a_job_is_named(string good, string bad)
    {
        Copy("job", "j");
        Damage("j/job.json", good, bad);
        Assert.Empty(_session.Run("Get-RelionJob $folder/j; Receive-RelionJob -Path $folder/j"));
        Assert.All(
            _session.ErrorIds,
            id => Assert.Contains(id, new[] { "RelionJobNotFound", "RelionRecordSchemaUnknown" }));
        Assert.Contains("job.json", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"seconds\": ", "\"seconds\": -5, \"was\": ")]
    [InlineData("\"seconds\": ", "\"seconds\": 1e999, \"was\": ")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 99")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": null")]
    [InlineData("\"moduleVersion\": \"", "\"moduleVersion\": \"\\u0000")]
    [InlineData("\"moduleVersion\": \"", "\"moduleVersion\": \"\\ud800")]
    [InlineData("\"run\": {", "\"run\": null, \"was\": {")]
    [InlineData("{", "")]
    public void A_damaged_record_of_a_run_is_set_aside_and_named(string good, string bad)
    {
        Copy("refine", "Refine");
        string path = Damage("Refine/run_refine_20261126T171320799Z_r01.json", good, bad);
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $folder/Refine");
        Assert.Null(run.ExitCode);
        Assert.Contains(path, Assert.Single(run.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes.json", "Import-RelionNodeProfile $folder/nodes.json")]
    [InlineData("tuning.json", "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -TuningFile $folder/tuning.json")]
    public void Every_file_that_is_cut_empty_or_of_another_kind_is_named(string name, string command)
    {
        string whole = File.ReadAllText(Path.Combine(Captured, name));
        string[] damaged =
        [
            "", "null", "[]", "{}", "\0", "\"\\ud800\"", "[null]", whole[..(whole.Length / 2)],
            whole.Replace("\"schemaVersion\": 1", "\"schemaVersion\": 99"),
            whole.Replace("\"schemaVersion\": 1", "\"schemaVersion\": 1e999"),
            whole.Replace("\"schemaVersion\": 1", "\"schemaVersion\": 1, \"x\": \"\\u0000\""),
        ];
        foreach (string text in damaged)
        {
            File.WriteAllText(_folder.Combine(name), text);
            Assert.Empty(_session.Run(command));
            string id = Assert.Single(_session.ErrorIds);
            Assert.Contains(
                id,
                new[] { "RelionProfileFileInvalid", "RelionProfileSchemaUnknown", "RelionTuningFileInvalid" });
            Assert.Contains(name, _session.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }

    private void Copy(string captured, string name)
    {
        Directory.CreateDirectory(_folder.Combine(name));
        foreach (string file in Directory.GetFiles(Path.Combine(Captured, captured)))
        {
            File.Copy(file, _folder.Combine($"{name}/{Path.GetFileName(file)}"));
        }
    }

    private string Damage(string name, string good, string bad)
    {
        string path = _folder.Combine(name), text = File.ReadAllText(path);
        int at = text.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0, good);
        File.WriteAllText(path, text[..at] + bad + text[(at + good.Length)..]);
        return path;
    }
}
