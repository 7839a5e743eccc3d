using System.Collections.Specialized;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Objects that a shell made of a hashtable, and files that a person edited: what they lack is named.
/// </summary>
public sealed class HandMadeObjectTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public HandMadeObjectTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("[RelionPS.RefineCommand]@{}", "Export-RelionScript", "Name")]
    [InlineData("[RelionPS.RefineCommand]@{ Name = 'x' }", "Export-RelionScript -As Sbatch", "Plan")]
    [InlineData("[RelionPS.RefineCommand]@{ Name = 'x' }", "Submit-RelionJob -WhatIf", "Plan")]
    [InlineData("[RelionPS.RefineCommand]@{ Name = 'x'; WorkingDirectory = '/' }", "Invoke-RelionRefine", "Plan")]
    [InlineData("[RelionPS.RefineCommand]@{ Name = 'x' }", "Measure-RelionBenchmark", "Plan")]
    [InlineData(
        "[RelionPS.RefineCommand]@{ Name = 'x'; Plan = [RelionPS.RunPlan]@{} }",
        "Export-RelionScript",
        "Plan.Decisions")]
    [InlineData("[RelionPS.BuildRecipe]@{ Name = 'x' }", "Export-RelionScript", "Toolchain")]
    [InlineData("[RelionPS.BuildRecipe]@{ Name = 'x' }", "Invoke-RelionBuild -SourcePath $folder -WhatIf", "Toolchain")]
    [InlineData("[RelionPS.NodeProfile]@{}", "New-RelionRefineCommand -Preset PlasmodiumRibosome", "Name")]
    public void What_an_object_made_by_hand_lacks_is_named(string value, string command, string lacks)
    {
        _session.Run($"{value} | {command}");
        Assert.Equal(["RelionObjectIncomplete"], _session.ErrorIds);
        Assert.Contains($" lacks {lacks}.", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_no_command_made_says_so_where_a_build_needs_more_of_it()
    {
        var recipe = new BuildRecipe
        {
            Name = "x",
            Toolchain = "Gcc",
            InstructionSet = InstructionSet.Native,
            RelionVersion = "3.1.3",
            Precision = BuildPrecision.Double,
            CMakeArguments = [],
            BinaryName = "x",
            Environment = new Dictionary<string, string>(),
            Decisions = [],
        };
        Assert.Equal("RelionRecipeByHand", Assert.Throws<RelionException>(() => recipe.Spec).ErrorId);
        Assert.Equal("RelionRecipeByHand", Assert.Throws<RelionException>(() => recipe.Suffix).ErrorId);
    }

    [Fact]
    public void A_number_in_the_environment_is_its_text()
    {
        RefineCommand command = TestCommand.Threads("/", "relion_refine", "--o", "Results/run") with
        {
            Environment = new OrderedDictionary { ["OMP_NUM_THREADS"] = 4 },
        };
        Assert.Contains(
            " OMP_NUM_THREADS=4 relion_refine ", CommandLineRenderer.Render(command), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_without_CPUs_is_not_planned_for()
    {
        _session.Run("New-RelionNodeProfile 2 4 -MemoryBytes 64GB | Export-RelionNodeProfile $folder/p.json");
        string text = File.ReadAllText(_folder.Combine("p.json"));
        int begin = text.IndexOf("\"cpus\": [", StringComparison.Ordinal) + "\"cpus\": [".Length;
        int end = text.IndexOf(']', begin);
        File.WriteAllText(_folder.Combine("p.json"), text[..begin] + text[end..]);
        _session.Run("Import-RelionNodeProfile $folder/p.json | New-RelionRefineCommand -Preset PlasmodiumRibosome");
        Assert.Equal(["RelionNodeWithoutCpus"], _session.ErrorIds);
    }

    [Fact]
    public void A_profile_with_a_null_in_a_list_is_refused_by_the_name_of_the_place()
    {
        _session.Run("New-RelionNodeProfile 2 4 -MemoryBytes 64GB | Export-RelionNodeProfile $folder/p.json");
        string text = File.ReadAllText(_folder.Combine("p.json"));
        int at = text.IndexOf("\"modules\": {", StringComparison.Ordinal);
        int value = text.IndexOf("\"value\": null", at, StringComparison.Ordinal);
        File.WriteAllText(_folder.Combine("p.json"), text[..value] + "\"value\": [null]" + text[(value + 13)..]);
        _session.Run("Import-RelionNodeProfile $folder/p.json");
        Assert.Equal(["RelionProfileFileInvalid"], _session.ErrorIds);
        Assert.Contains("Memory.Modules.Value[0]", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_file_with_a_null_is_refused_and_ends_the_command()
    {
        File.WriteAllText(_folder.Combine("r.json"), "[null]");
        _session.Run("New-RelionNodeProfile 2 4 | Test-RelionNode -RulePath $folder/r.json");
        Assert.Equal(["RelionRuleFileInvalid"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("\"launcherTokens\": 0", "\"launcherTokens\": -1")]
    [InlineData("\"launcherTokens\": 0", "\"launcherTokens\": 9999")]
    [InlineData("\"commandLine\": \"", "\"commandLine\": null, \"x\": \"")]
    [InlineData("\"decisions\": [", "\"decisions\": null, \"x\": [")]
    [InlineData("\"record\": {", "\"record\": null, \"x\": {")]
    [InlineData("\"record\": {", "\"x\": {")]
    [InlineData("\"command\": [", "\"command\": [null, ")]
    [InlineData("\"ranks\": 1", "\"ranks\": \"many\"")]
    public void A_jobs_file_that_was_edited_is_no_jobs(string text, string instead)
    {
        _session.Set("command", TestCommand.Threads(_folder.Path, "relion_refine", "--o", "Results/run"));
        _session.Run("$command | Export-RelionScript $folder/j.sh -As Sbatch");
        Assert.Empty(_session.ErrorIds);
        string path = _folder.Combine("j_job", "job.json");
        string json = File.ReadAllText(path);
        Assert.Contains(text, json, StringComparison.Ordinal);
        File.WriteAllText(path, json.Replace(text, instead, StringComparison.Ordinal));
        _session.Run("Get-RelionJob $folder/j_job | Receive-RelionJob");
        Assert.Equal(["RelionJobNotFound"], _session.ErrorIds);
    }

    [Fact]
    public void An_error_shows_what_a_terminal_would_obey_and_keeps_the_lines_of_a_log()
    {
        string message = Messages.Format("RelionHostListInvalid", "a\u001b]0;x\u0007\u202eb\nc");
        Assert.StartsWith("'a\\u001b]0;x\\u0007\\u202eb\nc' is no host list", message, StringComparison.Ordinal);
    }
}
