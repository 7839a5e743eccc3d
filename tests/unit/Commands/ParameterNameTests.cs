using System.Management.Automation;
using System.Text.RegularExpressions;
using RelionPS.Refinement.Options;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Names of parameters: singular, and RELION's own beside ours.</summary>
public sealed class ParameterNameTests : IDisposable
{
    /// <summary>Words that end in s and are no plural, units, and switches named by what RELION does.</summary>
    private static readonly string[] Singular =
    [
        "As", "Class", "Qos", "Status", "Bytes", "BytesPerPixel", "Watts", "SplitRandomHalves", "FastSubsets",
        "RequireEqualNodes", "OnTheFlyShifts", "PrereadImages", "SkipStackCheck",
    ];

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Parameters_are_singular()
    {
        IEnumerable<string> plural = Commands()
            .SelectMany(command => command.Parameters.Values
                .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
                .Where(parameter => Regex.IsMatch(parameter.Name, "(?<!s)s(Per|$)"))
                .Where(parameter => !Singular.Any(
                    word => parameter.Name.EndsWith(word, StringComparison.Ordinal)))
                .Select(parameter => $"{command.Name} -{parameter.Name}"));
        Assert.Empty(plural);
    }

    [Theory]
    [InlineData("New-RelionNodeProfile", "Sockets", "Socket")]
    [InlineData("New-RelionNodeProfile", "CoresPerSocket", "CorePerSocket")]
    [InlineData("New-RelionNodeProfile", "ThreadsPerCore", "ThreadPerCore")]
    [InlineData("New-RelionNodeProfile", "NumaNodes", "NumaNode")]
    [InlineData("New-RelionRefineCommand", "RanksPerNode", "RankPerNode")]
    [InlineData("Optimize-RelionRefineCommand", "RanksPerNode", "RankPerNode")]
    [InlineData("Get-RelionMemoryEstimate", "RanksPerNode", "Rank")]
    [InlineData("Invoke-RelionBuild", "Jobs", "Job")]
    [InlineData("Submit-RelionJob", "Jobs", "Job")]
    [InlineData("Compare-RelionResult", "Reference", "ReferenceObject")]
    [InlineData("Compare-RelionBenchmark", "Reference", "ReferenceObject")]
    public void Names_of_0_1_still_bind(string command, string old, string name) => Assert.Contains(
        old, Commands().Single(one => one.Name == command).Parameters[name].Aliases);

    [Fact]
    public void Each_option_of_RELION_that_is_a_parameter_has_RELIONs_name_too()
    {
        CommandInfo command = Commands().Single(one => one.Name == "New-RelionRefineCommand");
        Assert.All(OptionTable.OfProperties, option =>
        {
            ParameterMetadata parameter = command.Parameters[option.Property];
            Assert.Contains(
                option.Flag.TrimStart('-'), parameter.Aliases.Append(parameter.Name), StringComparer.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void A_command_in_RELIONs_own_words_is_the_same()
    {
        const string Ours = "-InputStar a.star -Reference r.mrc -ClassCount 3 -Tau2Fudge 2 -OffsetRange 4 "
            + "-RandomSeed 7 -Iteration 5 -OutputRoot Results/run -ZeroMask -SkipGridding";
        const string Theirs = "-i a.star -ref r.mrc -K 3 -tau2_fudge 2 -offset_range 4 -random_seed 7 -iter 5 "
            + "-o Results/run -zero_mask -skip_gridding";
        const string Node = "New-RelionNodeProfile 2 8 -MemoryBytes 256GB | New-RelionRefineCommand -BoxSize 64 ";
        Assert.Equal(
            _session.One<RefineCommand>(Node + Ours).CommandLine,
            _session.One<RefineCommand>(Node + Theirs).CommandLine);
    }

    private IReadOnlyList<CommandInfo> Commands() =>
        [.. _session.Run("Get-Command -Module RelionPS").Cast<CommandInfo>()];
}
