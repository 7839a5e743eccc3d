using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Xml.Linq;
using RelionPS.Commands.Binding;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands.Binding;

/// <summary>
/// Objects in the formats in which PowerShell sends them to other sessions and writes them to files: they come back as
/// what they were, and as text they are values.
/// </summary>
public sealed class TravellingObjectTests : IDisposable
{
    private const string Node = "(New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name n1)";

    private const string Command =
        $"({Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore)";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public TravellingObjectTests() => _session.Set("file", _folder.Combine("object"));

    public static TheoryData<string> Types => [.. SampleObjects.Types];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_object_of_each_type_comes_back_from_Import_Clixml_as_it_was(string type)
    {
        object made = SampleObjects.Of(type);
        _session.Set("made", made);
        object back = Clean("$made | Export-Clixml $file; Import-Clixml $file");
        Assert.Equal(SampleObjects.Text(made), SampleObjects.Text(back));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Names_and_values_that_a_session_without_the_module_had_convert_to_the_type(string type)
    {
        object made = SampleObjects.Of(type);
        _session.Set("made", made);
        string text = Assert.IsType<string>(Clean("[System.Management.Automation.PSSerializer]::Serialize($made)"));
        _session.Set("bag", WithoutModule(text));
        object back = Clean($"[{type}]$bag");
        Assert.Equal(SampleObjects.Text(made), SampleObjects.Text(back));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_ConvertFrom_Json_gives_converts_to_the_type(string type)
    {
        object made = SampleObjects.Of(type);
        _session.Set("made", made);
        object back = Clean($"[{type}]($made | ConvertTo-Json -Depth 20 | ConvertFrom-Json)");
        // JSON has no name for what a decision was before, where that is a name of the module's.
        Assert.Equal(
            SampleObjects.Text(made).Replace("RankBinding None", "Int32 1"),
            SampleObjects.Text(back).Replace("RankBinding None", "Int32 1"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void JSON_and_CSV_of_each_type_have_values_and_no_names_of_types(string type)
    {
        _session.Set("made", SampleObjects.Of(type));
        foreach (string format in new[] { "ConvertTo-Json -Depth 6 -WarningAction Ignore", "ConvertTo-Csv" })
        {
            string text = string.Join('\n', _session.Run($"$made | {format}"));
            Assert.Empty(_session.Errors);
            Assert.DoesNotContain("RelionPS", text, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("[]", text.Replace(": []", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_type_shows_a_few_properties_of_its_own_where_a_script_writes_several_types(string type)
    {
        object made = SampleObjects.Of(type);
        _session.Set("made", made);
        string[] lines = Lines("1; New-RelionNodeProfile 1 4; $made");
        int shown = lines.Count(line => line.Contains(" : ", StringComparison.Ordinal));
        Assert.InRange(shown, type == "RelionPS.NodeProfile" ? 0 : 2, 11);
        Assert.DoesNotContain(lines, line => line.Contains(" { ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_type_with_a_view_is_in_the_file_of_types_and_those_alone()
    {
        string[] named =
        [
            .. XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Types.ps1xml"))
                .Root!.Elements("Type")
                .Select(type => type.Element("Name")!.Value),
        ];
        Assert.Equal(
            SampleObjects.Types
                .SelectMany(type => new[] { type, "Deserialized." + type })
                .Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_type_does_not_show_goes_along_hidden_where_there_is_some()
    {
        IEnumerable<string> hidden = XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Types.ps1xml"))
            .Root!.Elements("Type")
            .Where(type => type.Descendants("CodeProperty").Any(code => code.Attribute("IsHidden") is not null))
            .Select(type => type.Element("Name")!.Value);
        Assert.Equal(
            SampleObjects.Types.Where(type => HiddenState.Members(SampleObjects.TypeOf(type)).Any()), hidden);
    }

    [Fact]
    public void Every_record_of_the_module_says_itself_as_text()
    {
        IEnumerable<Type> records = typeof(NodeProfile).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == nameof(RelionPS) && type.GetMethod("<Clone>$") is not null);
        Assert.True(records.Count() > 70);
        Assert.All(records, type =>
        {
            MethodInfo text = type.GetMethod(nameof(ToString), Type.EmptyTypes)!;
            Assert.False(
                text.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)), type.Name);
        });
    }

    [Fact]
    public void A_command_from_another_session_can_be_planned_again_and_is_the_same_command()
    {
        _session.Run($"$live = {Command}; $live | Export-Clixml $file; $back = Import-Clixml $file");
        Assert.Equal(
            Clean("$live.CommandLine"), Clean("$back.CommandLine"));
        Assert.Equal(
            Clean("($live | New-RelionRefineCommand -Thread 4 -WarningAction Ignore).CommandLine"),
            Clean("($back | New-RelionRefineCommand -Thread 4 -WarningAction Ignore).CommandLine"));
    }

    [Fact]
    public void A_recipe_from_another_session_is_no_recipe_by_hand()
    {
        var back = Assert.IsType<BuildRecipe>(Clean(
            "Get-RelionBuildRecipe -Name Gcc-Native | Export-Clixml $file; Import-Clixml $file"));
        Assert.Equal(RecipeToolchain.Gcc, back.Spec.Toolchain);
    }

    [Theory]
    [InlineData("Test-RelionNode -Rule MemoryPerNode")]
    [InlineData("New-RelionRefineCommand -Preset PlasmodiumRibosome -WarningAction Ignore")]
    [InlineData("Export-RelionNodeProfile $file -Force -PassThru")]
    [InlineData("Get-RelionClusterPlan -MicroscopeCount 1")]
    [InlineData("Compare-RelionNodeProfile (New-RelionNodeProfile 1 4 -Name n1)")]
    public void A_profile_of_another_session_binds_to_every_command_that_takes_a_profile(string command)
    {
        string text = Assert.IsType<string>(
            Clean($"[System.Management.Automation.PSSerializer]::Serialize({Node})"));
        _session.Set("bag", WithoutModule(text));
        Assert.NotEmpty(_session.Run($"$bag | {command}"));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_result_of_another_session_is_a_result_to_commands_that_take_several_types()
    {
        _session.Set("made", BenchmarkSamples.Result([5, 4, 6]));
        string text = Assert.IsType<string>(Clean("[System.Management.Automation.PSSerializer]::Serialize($made)"));
        _session.Set("bag", WithoutModule(text));
        _session.Set("folder", _folder.Path);
        _session.Run("$bag | Add-RelionBenchmark -Path $folder/history");
        Assert.DoesNotContain("RelionBenchmarkObjectUnknown", _session.ErrorIds);
    }

    [Fact]
    public void A_result_is_one_flat_row()
    {
        _session.Set("made", BenchmarkSamples.Result([5, 4, 6]) with { MedianSeconds = 5 });
        IReadOnlyList<object?> rows = _session.Run(
            "$made | Select-Object Row | ConvertTo-Csv | ConvertFrom-Csv | ForEach-Object { "
            + "'{0} {1} {2} {3} {4}' -f $_.NodeCount, $_.Ranks, $_.Threads, $_.Pool, $_.MedianSeconds }");
        Assert.Equal(["1 1 2 30 5"], rows);
        Assert.Equal("5 4 6", Clean("($made | ConvertTo-Csv | ConvertFrom-Csv).Seconds"));
    }

    [Fact]
    public void A_hashtable_still_makes_a_result_and_a_command()
    {
        Assert.Equal(
            [1.5, 2], _session.One<BenchmarkResult>("[RelionPS.BenchmarkResult]@{ Seconds = 1.5, 2 }").Seconds);
        Assert.Equal(
            "4",
            _session.One<RefineCommand>("[RelionPS.RefineCommand]@{ Environment = [ordered]@{ N = '4' } }")
                .Environment["N"]);
    }

    [Fact]
    public void An_object_that_was_cut_to_text_is_refused_by_the_place_of_the_cut()
    {
        _session.Run(
            $"Test-RelionNode ({Node} | ConvertTo-Json -Depth 1 -WarningAction Ignore | ConvertFrom-Json)");
        Assert.Contains(_session.Errors, error => error.ToString().Contains("a larger -Depth", StringComparison.Ordinal)
            && error.ToString().Contains("ProcessorFacts.ScalingDriver was cut", StringComparison.Ordinal));
    }

    private string[] Lines(string script)
    {
        string[] lines = [.. _session.Run($"& {{ {script} }} | Out-String -Stream -Width 80").Cast<string>()];
        Assert.Empty(_session.Errors);
        return lines;
    }

    private object Clean(string script)
    {
        object? made = Assert.Single(_session.Run(script));
        Assert.Empty(_session.Errors);
        return made!;
    }

    /// <summary>What a session makes of a serialised object in which the module was never imported.</summary>
    private static object WithoutModule(string text)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript("param($text) [System.Management.Automation.PSSerializer]::Deserialize($text)")
            .AddArgument(text);
        Collection<PSObject> objects = shell.Invoke();
        PSObject bag = Assert.Single(objects);
        Assert.IsType<PSCustomObject>(bag.BaseObject);
        return bag;
    }
}
