using RelionPS.Core.Errors;
using RelionPS.Studies.Comparison;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Which files are a result.</summary>
public sealed class ResultFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run_it025_optimiser.star", 25)]
    [InlineData("run_it010_model.star", 10)]
    [InlineData("", 25)]
    [InlineData("run", 25)]
    public void A_result_is_found_by_folder_root_or_file(string name, int iteration)
    {
        foreach (int number in (int[])[10, 25]) Classification("job", "run", number, classes: 2);
        ResultFiles files = ResultFiles.Find(Path.Combine(_folder.Combine("job"), name).TrimEnd('/'), null);
        Assert.Equal(
            (_folder.Combine("job", "run"), (int?)iteration, ComparisonKind.Classification),
            (files.Root, files.Iteration, files.Kind));
        Assert.Equal(
            [$"run_it0{iteration}_class001.mrc", $"run_it0{iteration}_class002.mrc"],
            files.Maps.Select(Path.GetFileName));
    }

    [Fact]
    public void A_continued_run_is_one_run()
    {
        Classification("job", "run", 10, 1);
        Classification("job", "run_ct10", 11, 1);
        ResultFiles files = ResultFiles.Find(_folder.Combine("job"), null);
        Assert.Equal((11, "run_ct10_it011_class001.mrc"), (files.Iteration, Path.GetFileName(files.Maps[0])));
        Assert.Equal([10, 11], files.Models.Keys.Order());
    }

    [Fact]
    public void An_auto_refinement_gives_its_final_map_and_half_maps()
    {
        Classification("job", "run", 12, 0);
        foreach (string name in (string[])[
            "run_class001.mrc",
            "run_model.star",
            "run_half1_class001_unfil.mrc",
            "run_half2_class001_unfil.mrc",
            "run_it012_half1_class001.mrc",
        ])
        {
            _folder.Write("job/" + name, "");
        }
        ResultFiles files = ResultFiles.Find(_folder.Combine("job", "run"), null);
        Assert.Equal(
            (ComparisonKind.AutoRefine, (int?)null, "run_class001.mrc"),
            (files.Kind, files.Iteration, Path.GetFileName(Assert.Single(files.Maps))));
        Assert.EndsWith("half2_class001_unfil.mrc", files.HalfMaps!.Value.Second, StringComparison.Ordinal);
        Assert.EndsWith(
            "run_it012_half1_class001.mrc",
            ResultFiles.Find(_folder.Combine("job", "run"), 12).Maps[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_result_or_several_is_said()
    {
        Classification("two", "a", 1, 1);
        Classification("two", "b", 1, 1);
        Assert.Equal(
            "RelionResultAmbiguous",
            Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("two"), null)).ErrorId);
        Assert.Equal(
            "RelionResultNotFound",
            Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("none"), null)).ErrorId);
        Assert.Equal(
            "RelionResultNotFound",
            Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Path, null)).ErrorId);
        Assert.Equal(
            "RelionResultIterationNotFound",
            Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("two", "a"), 3)).ErrorId);
    }

    [Fact]
    public void A_2D_classification_is_refused_as_what_it_is()
    {
        Classification("flat", "run", 3, 0);
        _folder.Write("flat/run_it003_classes.mrcs", "");
        Assert.Equal(
            "RelionResultIs2D",
            Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("flat", "run"), null)).ErrorId);
    }

    private void Classification(string folder, string root, int iteration, int classes)
    {
        string prefix = FormattableString.Invariant($"{folder}/{root}_it{iteration:000}");
        foreach (string ending in (string[])["optimiser.star", "model.star", "data.star"])
        {
            _folder.Write($"{prefix}_{ending}", "");
        }
        for (int number = 1; number <= classes; number++) _folder.Write(
            FormattableString.Invariant($"{prefix}_class{number:000}.mrc"), "");
    }
}
