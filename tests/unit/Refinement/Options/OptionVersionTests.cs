using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Options;

/// <summary>The table against the options that RELION's parser knows, from 3.1 to 5.0.</summary>
public sealed class OptionVersionTests
{
    private static readonly string[][] Lines =
        [.. File.ReadLines(RepositoryPaths.Data("relion-options", "options.tsv")).Select(line => line.Split('\t'))];

    private static IEnumerable<string> Versions => Lines[0].Skip(2);

    /// <summary>Flag, version and cell of each, where the version has the option.</summary>
    private static IEnumerable<(string Flag, string Version, string State, string Default)> Cells =>
        from line in Lines.Skip(1)
        from cell in Versions.Zip(line.Skip(2))
        let parts = cell.Second.Split(' ', 2)
        select (line[0], cell.First, parts[0], parts.Length > 1 ? parts[1] : "");

    [Fact]
    public void The_table_has_each_option_in_the_versions_that_have_it()
    {
        Assert.Equal(["3.1.1", "3.1.4", "4.0.2", "5.0.1"], Versions);
        Assert.Equal(205, Lines.Length - 1);
        Assert.Equal(
            Cells.Where(cell => cell.State is not ("-" or "removed")).Select(cell => (cell.Flag, cell.Version)),
            Cells.Where(cell => OptionTable.Find(cell.Flag)?.IsIn(ToolVersion.Parse(cell.Version)) == true)
                .Select(cell => (cell.Flag, cell.Version)));
    }

    [Fact]
    public void The_table_has_no_option_that_no_version_has() => Assert.Empty(
        OptionTable.All.Select(option => option.Flag).Where(flag => !flag.EndsWith('*'))
            .Except(Lines.Skip(1).Select(line => line[0])));

    [Fact]
    public void The_table_knows_what_help_leaves_out()
    {
        foreach ((string flag, string version, string state, _) in Cells.Where(cell => cell.State is not "-"))
        {
            OptionForm form = state switch
            {
                "hidden" => OptionForm.Hidden,
                "undeclared" => OptionForm.Undeclared,
                "continued" => OptionForm.OfContinuation,
                _ => OptionForm.Listed,
            };
            Assert.Equal((flag, version, form), (flag, version, OptionTable.Find(flag)!.Form));
        }
    }

    [Fact]
    public void An_option_without_a_value_is_a_switch() => Assert.All(
        OptionTable.OfProperties,
        option => Assert.Equal(Lines.Single(line => line[0] == option.Flag)[1] == "switch", option.IsSwitch));

    /// <summary>What the programs print, with their defaults.</summary>
    [Theory]
    [InlineData("relion-3.1.3", "3.1.4", "altcpu mpi")]
    [InlineData("relion-4.0.2", "4.0.2", "mpi")]
    [InlineData("relion-5.0.1", "5.0.1", "mpi sycl")]
    public void The_programs_list_the_same(string folder, string version, string notThere)
    {
        IEnumerable<(string, string)> listed = File.ReadLines(RepositoryPaths.Data(folder, "refine.help"))
            .Where(line => line.Contains("--", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(" : ", StringComparison.Ordinal)].Trim().Split(' ', 2))
            .Select(parts => (parts[0], parts.Length > 1 ? parts[1].Trim('(', ')') : ""))
            .Where(option => option.Item1 != "--version");
        string[] absent = [.. notThere.Split(' ')];
        Assert.Equal(
            Cells.Where(cell => cell.Version == version && cell.Flag != OptionTable.Continue)
                .Where(cell => cell.State is "shown" or "mpi" or "altcpu" or "sycl" && !absent.Contains(cell.State))
                .Select(cell => cell.Flag).Order(StringComparer.Ordinal),
            listed.Select(option => option.Item1).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            listed.Where(option => option.Item2 is not ("" or "false" or "default")),
            option => Assert.Equal(
                option.Item2,
                Cells.Single(cell => cell.Version == version && cell.Flag == option.Item1).Default));
    }

    [Theory]
    [InlineData("3.1.3", "--pipeline_control Class3D/job012/")]
    [InlineData("5.0.1", "--pipeline_control Class3D/job012/")]
    [InlineData("3.1.3", "--asymmetric_padding")]
    [InlineData("4.0.2", "--abort_at_resolution 9")]
    [InlineData("5.0.1", "--min_sigma2_offset 1")]
    [InlineData("4.0.2", "--no_map --sigma2_fudge 2")]
    [InlineData("3.1.3", "--continue run_it003_optimiser.star --force_converge")]
    public void What_help_leaves_out_is_taken_where_the_version_has_it(string version, string arguments) =>
        OptionVersions.RefuseUnknown(arguments.Split(' '), "/opt/relion_refine", Program(version));

    [Theory]
    [InlineData("3.1.3", "--abort_at_resolution 9", "4.0")]
    [InlineData("4.0.2", "--min_sigma2_offset 1", "5.0")]
    [InlineData("4.0.2", "--offset_range_x 3", "5.0")]
    [InlineData("4.0.2", "--stochastic_em", "--grad")]
    [InlineData("4.0.2", "--force_converge", "--continue")]
    [InlineData("5.0.1", "--no_such_option", "")]
    public void What_the_version_lacks_is_refused(string version, string arguments, string hint)
    {
        RelionException refused = Assert.Throws<RelionException>(
            () => OptionVersions.RefuseUnknown(arguments.Split(' '), "/opt/relion_refine", Program(version)));
        Assert.Equal("RelionOptionNotInVersion", refused.ErrorId);
        Assert.Contains(hint, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>args.cpp: what the parser was not told of is called invalid, and read all the same.</summary>
    [Theory]
    [InlineData("--no_map", null)]
    [InlineData("--frobnicate", "--frobnicate")]
    public void A_warning_of_an_option_that_RELION_reads_past_its_parser_is_no_fault(string flag, string? value) =>
        Assert.Equal(
            value,
            FaultSignatures.All[0].Find($"WARNING: Option {flag}\tis not a valid RELION argument"));

    private static RelionCapability Program(string version) => new(
        version,
        "BASE=double",
        HasAltCpu: false,
        HasGpu: false,
        Cells.Where(cell => cell.Version == (version == "3.1.3" ? "3.1.4" : version) && cell.State == "shown")
            .Select(cell => cell.Flag).ToHashSet());
}
