using RelionPS.Runs.Results;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// Names of the files that RELION writes for a root name, from its sources (3.0.8, 3.1.3, 4.0.1, 5.0.1).
/// </summary>
public sealed class RelionOutputsTests
{
    [Theory]
    [InlineData("run_it000_data.star")]
    [InlineData("run_it012_half1_class001_unfil.mrc")]
    [InlineData("run_ct12_it013_optimiser.star")]
    [InlineData("run_class001.mrc")]
    [InlineData("run_half2_class001_unfil.mrc")]
    [InlineData("run_unmasked_class001.mrc")]
    [InlineData("run_unmasked_classes.mrcs")]
    [InlineData("run_unmasked_model.star")]
    [InlineData("run_unmasked_half1_body001.spi")]
    [InlineData("run_bodies.mrcs")]
    [InlineData("run_bodies.bild")]
    [InlineData("run_body001_mask.mrc")]
    [InlineData("run_1moment001.mrc")]
    [InlineData("run_2moment.mrcs")]
    [InlineData("run_class001_external_reconstruct.star")]
    [InlineData("run_half1_class001_external_reconstruct_out.star")]
    [InlineData("run_optimisation_set.star")]
    [InlineData("run_som.txt")]
    [InlineData("run_solvent_mask.mrc")]
    [InlineData("run_solvent2.mrc")]
    [InlineData("runfourier_mask.mrc")]
    [InlineData("run_rank000002.tmp")]
    [InlineData("run.tmp")]
    public void What_RELION_would_write_over_is_known(string name) => Assert.True(RelionOutputs.IsOf("run", name));

    [Theory]
    [InlineData("run.hosts")]
    [InlineData("run_notes.txt")]
    [InlineData("run_class_averages.png")]
    [InlineData("run_model_2025.star")]
    [InlineData("run2_it000_data.star")]
    [InlineData("runs_bodies.mrcs")]
    [InlineData("run.tmp.bak")]
    [InlineData("run_benchmark_20260102T030405678Z_r01.json")]
    public void Other_names_are_not_RELION_s(string name) => Assert.False(RelionOutputs.IsOf("run", name));
}
