using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using RelionPS.Builds.Toolchains;
using RelionPS.Commands;
using RelionPS.Refinement.Options;

namespace RelionPS.UnitTests.Refinement.Options;

/// <summary>An option of RELION is a parameter, a property and a row of the table, and nothing else.</summary>
public sealed class OptionTableTests
{
    /// <summary>What is not an option of its own: tokens that are handed on as they are.</summary>
    private const string Further = nameof(RefineOptions.AdditionalArgument);

    private static IEnumerable<string> Rows => OptionTable.OfProperties.Select(option => option.Property).Order();

    private static IEnumerable<PropertyInfo> Parameters => typeof(RefineOptionCommandBase)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.IsDefined(typeof(ParameterAttribute)) && property.Name != Further);

    private static IEnumerable<PropertyInfo> Properties =>
        typeof(RefineOptions).GetProperties().Where(property => property.Name != Further);

    [Fact]
    public void Each_parameter_has_a_row_and_each_row_a_parameter() =>
        Assert.Equal(Parameters.Select(property => property.Name).Order(), Rows);

    [Fact]
    public void Each_property_has_a_row_and_each_row_a_property() =>
        Assert.Equal(Properties.Select(property => property.Name).Order(), Rows);

    [Fact]
    public void A_flag_is_in_the_table_once() =>
        Assert.Equal(
            OptionTable.All.Select(option => option.Flag).Distinct(StringComparer.Ordinal),
            OptionTable.All.Select(option => option.Flag));

    [Fact]
    public void A_switch_is_a_switch_in_each_place()
    {
        IEnumerable<string> switches = OptionTable.OfProperties.Where(option => option.IsSwitch)
            .Select(option => option.Property).Order();
        Assert.Equal(Named(Parameters, typeof(SwitchParameter)), switches);
        Assert.Equal(Named(Properties, typeof(bool?)), switches);

        static IEnumerable<string> Named(IEnumerable<PropertyInfo> properties, Type type) =>
            properties.Where(property => property.PropertyType == type).Select(property => property.Name).Order();
    }

    [Fact]
    public void A_row_sets_and_reads_its_own_property()
    {
        foreach (PropertyInfo property in Properties)
        {
            RefineOption option = OptionTable.OfProperties.Single(option => option.Property == property.Name);
            object value = Example(property.PropertyType);
            RefineOptions options = option.With(new RefineOptions(), value);
            Assert.Equal(value, property.GetValue(options));
            Assert.Equal(value, option.Value(options));
            Assert.Equal(new RefineOptions(), option.With(options, null));
            Assert.Equal(
                value is true ? [option.Flag] : [option.Flag, Convert.ToString(value, CultureInfo.InvariantCulture)!],
                option.Tokens(options));
        }
    }

    [Fact]
    public void A_switch_that_is_off_has_no_token() => Assert.All(
        OptionTable.OfProperties.Where(option => option.IsSwitch),
        option => Assert.Empty(option.Tokens(option.With(new RefineOptions(), false))));

    [Fact]
    public void What_was_given_wins_and_the_rest_is_the_others()
    {
        RefineOptions other = OptionTable.OfProperties.Aggregate(
            new RefineOptions { AdditionalArgument = ["--verb", "2"] },
            (options, option) => option.With(options, Example(Properties.Single(
                property => property.Name == option.Property).PropertyType)));
        Assert.Equal(other, OptionTable.Merge(other, new RefineOptions()));
        var given = new RefineOptions { Ctf = false, ClassCount = 9, AdditionalArgument = [] };
        RefineOptions merged = OptionTable.Merge(other, given);
        Assert.Equal((false, 9, 0), (merged.Ctf, merged.ClassCount, merged.AdditionalArgument!.Count));
        Assert.Equal(
            other with { Ctf = false, ClassCount = 9, AdditionalArgument = merged.AdditionalArgument }, merged);
    }

    [Theory]
    [InlineData("--i", false)]
    [InlineData("--K", false)]
    [InlineData("--iter", true)]
    [InlineData("--o", true)]
    [InlineData("--pool", true)]
    [InlineData("--j", true)]
    [InlineData("--cpu", true)]
    [InlineData("--skip_gridding", true)]
    [InlineData("--scratch_dir", true)]
    [InlineData("--auto_refine", false)]
    [InlineData("--no_such_option", false)]
    public void A_run_that_goes_on_keeps_what_says_how_to_compute(string flag, bool isKept) =>
        Assert.Equal(isKept, OptionTable.Find(flag)?.IsKept == true);

    /// <summary>By parseContinue of src/ml_optimiser.cpp, tags 3.1.3, 4.0.2 and 5.0.1.</summary>
    [Theory]
    [InlineData("--skip_align --skip_rotate --bimodal_psi --lowpass_mask --lowpass --sigma2_fudge --no_map", "3.1.3")]
    [InlineData("--maxsig --relax_sym --solvent_correct_fsc --auto_iter_max --trust_ref_size --use_all_data", "3.1.3")]
    [InlineData("--external_reconstruct --center_classes --ios --normalised_subtomo --skip_align", "4.0.2")]
    [InlineData("--blush --blush_skip_spectral_trailing --min_sigma2_offset --sycl-cpu --sycl", "5.0.1")]
    public void What_RELION_forgets_is_kept(string flags, string version) => Assert.All(
        flags.Split(' '), flag => Assert.True(OptionTable.Find(flag)!.IsKeptIn(ToolVersion.Parse(version)), flag));

    [Theory]
    [InlineData("--external_reconstruct --tau2_fudge --maskedge --sigma_ang --sgd_ini_iter --mu --helix", "3.1.3")]
    [InlineData("--relax_sym --grad_ini_frac --tau2_fudge_scheme --som", "4.0.2")]
    public void What_it_remembers_or_does_not_take_again_is_known_and_left_out(string flags, string version) =>
        Assert.All(
            flags.Split(' '),
            flag => Assert.False(OptionTable.Find(flag)!.IsKeptIn(ToolVersion.Parse(version)), flag));

    [Theory]
    [InlineData("--ctf_corrected_ref", "3.1.3", true)]
    [InlineData("--ctf_corrected_ref", "4.0.1", false)]
    [InlineData("--sgd_ini_iter", "3.1.3", true)]
    [InlineData("--sgd_ini_iter", "5.0.0", false)]
    [InlineData("--grad", "3.1.3", false)]
    [InlineData("--blush", "4.0.1", false)]
    [InlineData("--blush", "5.0.0", true)]
    [InlineData("--ctf", "5.0.0", true)]
    public void A_row_knows_the_versions_that_have_it(string flag, string version, bool isThere) =>
        Assert.Equal(isThere, OptionTable.Find(flag)!.IsIn(RelionPS.Builds.Toolchains.ToolVersion.Parse(version)));

    private static object Example(Type type) =>
        type == typeof(bool?) ? true : type == typeof(int?) ? 7 : type == typeof(double?) ? 2.5 : "text";
}
