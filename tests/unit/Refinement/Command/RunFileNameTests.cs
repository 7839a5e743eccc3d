using RelionPS.Refinement.Command;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>Names of the files that RELION writes, taken apart.</summary>
public sealed class RunFileNameTests
{
    [Theory]
    [InlineData("run_it012_optimiser.star", "run", "run", 12)]
    [InlineData("run_ct10_it012_optimiser.star", "run", "run_ct10", 12)]
    [InlineData("run_ct3_ct7_it008_optimiser.star", "run", "run_ct3_ct7", 8)]
    [InlineData("cpu_it3d_it001_optimiser.star", "cpu_it3d", "cpu_it3d", 1)]
    [InlineData("a_ctx_it1000_optimiser.star", "a_ctx", "a_ctx", 1000)]
    public void Name_of_an_optimiser_file_tells_root_name_and_iteration(
        string name, string root, string series, int iteration) =>
        Assert.Equal(new RunFileName(root, series, iteration), RunFileName.Parse(name));

    [Theory]
    [InlineData("run_optimiser.star")]
    [InlineData("_it001_optimiser.star")]
    [InlineData("run_itx_optimiser.star")]
    [InlineData("run_it001_model.star")]
    public void Other_files_are_no_optimiser_file_of_an_iteration(string name) => Assert.Null(RunFileName.Parse(name));

    [Theory]
    [InlineData("run_it001_class002.mrc", "run")]
    [InlineData("run_ct3_it004_half1_model.star", "run")]
    [InlineData("cpu_it3d_it001_data.star", "cpu_it3d")]
    [InlineData("run_class001.mrc", null)]
    public void Any_file_of_an_iteration_tells_its_root_name(string name, string? root) =>
        Assert.Equal(root, RunFileName.RootOf(name));
}
