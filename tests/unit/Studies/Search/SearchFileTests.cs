using System.Globalization;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>New-RelionRefineCommand -TuningFile: what was measured is used where it holds, and only there.</summary>
public sealed class SearchFileTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _program;
    private readonly string _path;

    public SearchFileTests()
    {
        _program = TestProgram.Write(_folder, "relion_refine_mpi", "#!/bin/sh\n");
        _path = _folder.Combine("site", "tuning.json");
        Save(classes: 4, Setting);
    }

    private static TunedSetting Setting { get; } = new()
    {
        Acceleration = Acceleration.None,
        UsesMpi = true,
        RanksPerNode = 4,
        Threads = 30,
        Pool = 12,
        Allocator = "Glibc",
        Binding = RankBinding.Plan,
        Arguments = ["--preread_images"],
    };

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_matching_entry_takes_the_place_of_the_rules_and_each_number_says_measured_and_which_search()
    {
        RefineCommand command = Build();
        Assert.Equal(
            (4, 30, 12, "Glibc"),
            (command.Plan.ComputeRanksPerNode, command.Plan.ThreadsPerRank, command.Plan.Pool, command.Allocator));
        Assert.Contains("--preread_images", command.Arguments);
        Assert.Equal("1", command.Environment["MALLOC_ARENA_MAX"]);
        foreach (string name in new[]
        {
            "ComputeRanksPerNode",
            "ThreadsPerRank",
            "Pool",
            "Allocator",
            "AdditionalArgument",
        })
        {
            Decision decision = Assert.Single(
                command.Decisions, decision => decision.Name == name && !decision.IsWarning);
            Assert.Equal("measured", decision.Source);
            Assert.Contains("0.52 × the time of the plan", decision.Reason, StringComparison.Ordinal);
            Assert.Contains(
                $"a search of 36 settings on 2026-05-04 ('{_path}')", decision.Reason, StringComparison.Ordinal);
        }
        Assert.Equal("measured", command.Plan.Decisions.Single(decision => decision.Name == "Pool").Source);
    }

    [Theory]
    [InlineData("-K 2", true)]
    [InlineData("-K 8", true)]
    [InlineData("-K 1", false)]
    [InlineData("-K 9", false)]
    [InlineData("-Acceleration Cpu", false)]
    [InlineData("-Mpi None", false)]
    [InlineData("-Pool 20", false)]
    [InlineData("-NodeCount 2 -ComputerName a,b", false)]
    public void It_holds_for_half_to_twice_the_classes_and_gives_way_to_what_the_user_decides(
        string parameters, bool isUsed)
    {
        RefineCommand command = Build(parameters);
        Assert.Equal(isUsed, command.Decisions.Any(decision => decision.Source == "measured"));
        Assert.Contains(
            _session.Verbose,
            message => message.Contains(_path, StringComparison.Ordinal)
                && message.Contains(isUsed ? "is used" : "is not used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-BoxSize 64", true)]
    [InlineData("-BoxSize 256", true)]
    [InlineData("-BoxSize 62", false)]
    [InlineData("-BoxSize 258", false)]
    [InlineData("", true)]
    public void It_holds_for_half_to_twice_the_box_where_that_is_known(string parameters, bool isUsed)
    {
        File.Delete(_path);
        Save(classes: 4, Setting, "-BoxSize 128");
        Assert.Equal(
            isUsed, Build(parameters).Decisions.Any(decision => decision is { Name: "Pool", Source: "measured" }));
    }

    [Fact]
    public void Another_processor_or_another_program_is_told_and_not_used()
    {
        Build(node: "New-RelionNodeProfile 2 16 -MemoryBytes 256GB");
        Assert.Contains(
            _session.Verbose,
            message => message.Contains("it is for 128 usable CPUs, and these are 64", StringComparison.Ordinal));
        File.AppendAllText(_program, "# rebuilt\n");
        Assert.DoesNotContain(Build().Decisions, decision => decision.Source == "measured");
        Assert.Contains(_session.Verbose, message => message.Contains("another program", StringComparison.Ordinal));
    }

    [Fact]
    public void Beside_the_file_of_a_node_profile_it_is_found_without_being_named()
    {
        string profile = _folder.Combine("site", "nodes.json"), elsewhere = _folder.Combine("nodes.json");
        _session.Run($"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | Export-RelionNodeProfile {profile}");
        File.Copy(profile, elsewhere);
        Assert.Equal(12, Imported(profile).Plan.Pool);
        Assert.NotEqual(12, Imported(elsewhere).Plan.Pool);
        Assert.Equal(50, Imported(profile, "-Pool 50").Plan.Pool);
        Assert.DoesNotContain("filePath", File.ReadAllText(profile), StringComparison.OrdinalIgnoreCase);

        RefineCommand Imported(string file, string parameters = "") =>
            _session.One<RefineCommand>(
                $"Import-RelionNodeProfile {file} | New-RelionRefineCommand -Executable {_program} -i p.star -ref "
                + $"r.mrc -o out/run -K 4 {parameters} -WarningAction SilentlyContinue");
    }

    [Fact]
    public void A_later_search_of_the_same_job_takes_the_place_of_the_earlier_and_others_stay()
    {
        Save(classes: 4, Setting with { Pool = 9 });
        Save(classes: 40, Setting with { Pool = 33 });
        Assert.Equal([9, 33], SearchFile.Read(_path).Entries.Select(entry => entry.Setting.Pool));
        Assert.Equal((9, 33), (Build().Plan.Pool, Build("-K 40").Plan.Pool));
    }

    [Theory]
    [InlineData("\"threads\": 30", "\"threads\": 0", "entries[0].setting.threads")]
    [InlineData("\"pool\": 12", "\"pool\": \"twelve\"", "entries[0].setting.pool")]
    [InlineData("\"ranksPerNode\": 4,", "", "ranksPerNode")]
    [InlineData("\"allocator\": \"Glibc\"", "\"allocator\": \"Fast\"", "entries[0].setting.allocator")]
    [InlineData("\"schemaVersion\": 1", "\"schemaVersion\": 2", "schemaVersion")]
    [InlineData("RelionPS.Tuning", "RelionPS.NodeProfile", "type")]
    public void An_invalid_file_is_an_error_that_names_the_field(string text, string instead, string field)
    {
        string json = File.ReadAllText(_path);
        Assert.Contains(text, json, StringComparison.Ordinal);
        File.WriteAllText(_path, json.Replace(text, instead, StringComparison.Ordinal));
        _session.Run(Script("", "New-RelionNodeProfile 2 32 -MemoryBytes 256GB"));
        Assert.Equal(["RelionTuningFileInvalid"], _session.ErrorIds);
        Assert.Contains(field, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        File.Delete(_path);
        _session.Run(Script("", "New-RelionNodeProfile 2 32 -MemoryBytes 256GB"));
        Assert.Equal(["RelionTuningFileNotFound"], _session.ErrorIds);
    }

    private void Save(int classes, TunedSetting setting, string more = "")
    {
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -Executable "
            + $"{_program} -i p.star -ref r.mrc -o out/run -K {classes} {more}");
        SearchFile.Save(_path, new SearchEntry
        {
            Key = SearchKeys.Of(command.Request!)!,
            Setting = setting,
            Evidence = new SearchEvidence
            {
                SearchedUtc = DateTime.Parse(
                    "2026-05-04T03:02:01Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
                Journal = "/searches/1/search.jsonl",
                Candidates = 36,
                Confidence = "0.52 × the time of the plan it started from, 3 rounds",
            },
        });
    }

    private RefineCommand Build(
        string parameters = "", string node = "New-RelionNodeProfile 2 32 -MemoryBytes 256GB") =>
        _session.One<RefineCommand>(Script(parameters, node));

    private string Script(string parameters, string node)
    {
        string classes = parameters.Contains("-K ", StringComparison.Ordinal) ? "" : "-K 4";
        string program = parameters.Contains("-Mpi None", StringComparison.Ordinal) ? "" : $"-Executable {_program}";
        return $"{node} | New-RelionRefineCommand {program} -i p.star -ref r.mrc -o out/run {classes} {parameters} "
            + $"-TuningFile {_path} -Verbose -WarningAction SilentlyContinue";
    }
}
