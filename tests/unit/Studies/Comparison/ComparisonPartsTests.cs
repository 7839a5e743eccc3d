using CsCheck;
using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Studies.Comparison;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>The parts of Compare-RelionResult (guide 5.5), against values calculated by hand.</summary>
public sealed class ComparisonPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Shells of a box of 100 Å: 1/100 1/Å each.</summary>
    private static IReadOnlyList<FscPoint> Curve(params double[] values) => [.. values.Select((value, shell) => new FscPoint(shell, shell / 100.0, value))];

    [Theory]
    // Between 0.8 at 0.02 and 0.2 at 0.03, half the way: 0.025 1/Å.
    [InlineData(0.5, new[] { 1, 1, 0.8, 0.2, 0 }, 40.0)]
    // 0.143 lies between 0.243 at 0.03 and 0.043 at 0.04, half the way: 0.035 1/Å.
    [InlineData(0.143, new[] { 1, 1, 0.9, 0.243, 0.043 }, 1 / 0.035)]
    // The first crossing counts, not a later one.
    [InlineData(0.5, new[] { 1, 0.6, 0.4, 0.9, 0.1 }, 1 / 0.015)]
    // From the origin down within the first shell.
    [InlineData(0.5, new[] { 1.0, 0.0 }, 200.0)]
    public void A_crossing_is_interpolated_in_spatial_frequency(double threshold, double[] values, double resolution) =>
        Assert.Equal(resolution, FscCurve.Crossing(Curve(values), threshold)!.Value, 9);

    [Fact]
    public void A_curve_that_never_falls_has_no_crossing() => Assert.Null(FscCurve.Crossing(Curve(1, 0.9, 0.8), 0.5));

    [Fact]
    public void The_least_value_is_taken_up_to_the_resolution_and_without_the_origin()
    {
        IReadOnlyList<FscPoint> curve = Curve(0, 0.99, 0.98, 0.97, -0.5);
        Assert.Equal(0.97, FscCurve.Least(curve, 33.4));
        Assert.Equal(0.98, FscCurve.Least(curve, 50));
        Assert.Equal(-0.5, FscCurve.Least(curve, 10));
    }

    [Fact]
    public void RELIONs_own_table_is_read_with_shells_that_are_no_number()
    {
        // As relion_image_handler 3.1.3 prints it.
        IReadOnlyList<FscPoint> curve = FscCurve.Parse(
            """

            # version 30001

            data_fsc

            loop_ 
            _rlnSpectralIndex #1 
            _rlnResolution #2 
            _rlnAngstromResolution #3 
            _rlnFourierShellCorrelation #4 
                       0     0.001001   999.000000     1.000000 
                       1     0.007812   128.000000     0.998910 
                       2     0.015625    64.000000         -nan 
             
            """,
            "table");
        Assert.Equal([0, 1 / 128.0, 1 / 64.0], curve.Select(point => point.Frequency));
        Assert.Equal([1, 0.99891, double.NaN], curve.Select(point => point.Correlation));
        Assert.Equal(0.99891, FscCurve.Least(curve, 8));
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 1, 0 })]
    [InlineData(new[] { 2, 0, 1 })]
    [InlineData(new[] { 3, 1, 4, 0, 2, 5 })]
    public void Swapped_classes_are_matched(int[] permutation)
    {
        var scores = new double[permutation.Length, permutation.Length];
        for (int row = 0; row < permutation.Length; row++)
        {
            for (int column = 0; column < permutation.Length; column++) scores[row, column] = permutation[row] == column ? 0.9 : 0.3;
        }
        Assert.Equal(permutation, ClassMatching.Best(scores));
    }

    [Fact]
    public void The_best_sum_wins_over_the_best_single_pair() =>
        // 0.9 + 0.1 is less than 0.8 + 0.7: a greedy choice would take the 0.9.
        Assert.Equal([1, 0], ClassMatching.Best(new[,] { { 0.9, 0.8 }, { 0.7, 0.1 } }));

    [Fact]
    public void The_matching_is_the_best_of_all_permutations() => Gen.Int[1, 6]
        .SelectMany(count => Gen.Double[-1, 1].Array2D[count, count])
        .Sample(
            scores =>
            {
                double found = Sum(scores, ClassMatching.Best(scores));
                double best = Permutations(scores.GetLength(0)).Max(permutation => Sum(scores, permutation));
                Assert.Equal(best, found, 12);
            },
            iter: 200);

    private static double Sum(double[,] scores, int[] permutation) =>
        permutation.Select((column, row) => scores[row, column]).Sum();

    [Fact]
    public void Fifty_classes_are_matched()
    {
        int[] permutation = [.. Enumerable.Range(0, 50).OrderBy(number => number * 37 % 50)];
        var random = new Random(5);
        var scores = new double[50, 50];
        for (int cell = 0; cell < 2500; cell++) scores[cell / 50, cell % 50] = permutation[cell / 50] == cell % 50 ? 0.95 : 0.9 * random.NextDouble();
        Assert.Equal(permutation, ClassMatching.Best(scores));
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(place => (int[])[.. shorter[..place], count - 1, .. shorter[place..]]));

    [Theory]
    // rot 10 → 25 at tilt 0 is a turn about one axis.
    [InlineData("C1", 10, 0, 0, 25, 0, 0, 15)]
    [InlineData("C1", 10, 20, 30, 10, 50, 30, 30)]
    // At tilt 0 rot and psi turn about the same axis and cancel.
    [InlineData("C1", 40, 0, -40, 0, 0, 0, 0)]
    [InlineData("C1", 0, 0, 0, 0, 180, 0, 180)]
    // A quarter turn of the object is nothing in C4, half a right angle is all there can be.
    [InlineData("C4", 10, 70, 30, 100, 70, 30, 0)]
    [InlineData("C4", 0, 0, 0, 45, 0, 0, 45)]
    [InlineData("C4", 0, 0, 0, 50, 0, 0, 40)]
    // Half a turn about X turns the view at the pole over: tilt 180, and rot by half a turn.
    [InlineData("D1", 0, 0, 0, 180, 180, 0, 0)]
    [InlineData("D2", 0, 0, 0, 0, 180, 0, 0)]
    public void Angles_between_orientations_know_the_symmetry(string group, double rot1, double tilt1, double psi1, double rot2, double tilt2, double psi2, double angle) =>
        Assert.Equal(angle, Orientation.Angle((rot1, tilt1, psi1), (rot2, tilt2, psi2), Orientation.Operators(group)!), 6);

    [Theory]
    [InlineData("C1", 1)]
    [InlineData("c7", 7)]
    [InlineData("D3", 6)]
    public void Cyclic_and_dihedral_groups_have_their_order(string group, int order) => Assert.Equal(order, Orientation.Operators(group)!.Count);

    [Theory]
    [InlineData("O")]
    [InlineData("I1")]
    [InlineData("C4V")]
    public void Other_groups_are_said_to_be_unknown(string group) => Assert.Null(Orientation.Operators(group));

    [Fact]
    public void Correlations_of_maps_are_Pearsons()
    {
        // Against 1..8: itself 1, its negative -1, a shifted and scaled copy 1, and 0 where a map is constant.
        float[] rising = [1, 2, 3, 4, 5, 6, 7, 8];
        string first = Map("a.mrc", rising), second = Map("b.mrc", [.. rising.Select(value => 10 - (2 * value))]), third = Map("c.mrc", [.. rising.Select(value => 5 + (3 * value))]), flat = Map("d.mrc", new float[8]);
        double[,] table = MapCorrelations.Compute([first, first, first], [second, third, flat], CancellationToken.None);
        Assert.Equal([-1, 1, 0], new[] { table[0, 0], table[1, 1], table[2, 2] }.Select(value => Math.Round(value, 12)));
        // 1,2,…,8 with 2,1,4,3,6,5,8,7: the squares of the differences sum to 8, so r = 1 − 6·8/(8·63) = 0.904762 (Spearman's formula).
        Assert.Equal(0.904762, MapCorrelations.Compute([first], [Map("e.mrc", [2, 1, 4, 3, 6, 5, 8, 7])], CancellationToken.None)[0, 0], 6);
    }

    [Fact]
    public void Maps_of_another_box_or_pixel_size_are_refused()
    {
        string map = Map("a.mrc", new float[8]);
        MrcWriter.WriteVolume(_folder.Combine("larger.mrc"), new float[27], 3, 4, "");
        MrcWriter.WriteVolume(_folder.Combine("finer.mrc"), new float[8], 2, 3.9, "");
        foreach (string other in (string[])["larger.mrc", "finer.mrc"])
        {
            RelionException exception = Assert.Throws<RelionException>(() => MapCorrelations.Compute([map], [_folder.Combine(other)], CancellationToken.None));
            Assert.Equal("RelionMapsDiffer", exception.ErrorId);
        }
    }

    [Theory]
    [InlineData(0.99, 0.99, 0, 0.05, true)]
    [InlineData(0.9899, 1.0, 0, 0.0, false)]
    [InlineData(1.0, 0.98, 0, 0.0, false)]
    [InlineData(1.0, 1.0, 1, 0.0, true)]
    [InlineData(1.0, 1.0, -2, 0.0, false)]
    [InlineData(1.0, 1.0, 0, 0.06, false)]
    public void A_value_at_its_limit_is_within_it(double fsc, double correlation, int shells, double occupancy, bool isMet)
    {
        ClassComparison pair = Pair(fsc, correlation, shells, 0.25, 0.25 + occupancy);
        Assert.Equal(isMet, ComparisonRules.OfClass(pair, isOnly: false, new ComparisonLimits(MaximumOccupancyDifference: 0.0500001)).All(check => check.IsMet));
    }

    [Fact]
    public void Measured_losses_of_cpu_in_double_and_in_single_precision_are_within_the_default_limits()
    {
        // RELION 3.1.3, three iterations: 0.99999 and 0.9994.
        foreach (double fsc in (double[])[0.99999, 0.9994]) Assert.All(ComparisonRules.OfClass(Pair(fsc, 0.9999, 0, 0.3, 0.302), false, new ComparisonLimits()), check => Assert.True(check.IsMet));
    }

    [Fact]
    public void A_class_that_is_empty_in_both_runs_is_not_judged_and_one_that_emptied_is() =>
        Assert.Equal(
            (true, false),
            (ComparisonRules.OfClass(Pair(0, 0, 9, 0.001, 0), false, new ComparisonLimits()).All(check => check.IsMet), ComparisonRules.OfClass(Pair(1, 1, 0, 0.2, 0), false, new ComparisonLimits()).All(check => check.IsMet)));

    [Fact]
    public void No_curve_is_no_proof() => Assert.Contains(ComparisonRules.OfClass(Pair(null, 1, 0, 0.2, 0.2), false, new ComparisonLimits()), check => check is { Name: "LeastFsc", IsMet: false });

    [Theory]
    [InlineData("run_it025_optimiser.star", 25)]
    [InlineData("run_it010_model.star", 10)]
    [InlineData("", 25)]
    [InlineData("run", 25)]
    public void A_result_is_found_by_folder_root_or_file(string name, int iteration)
    {
        foreach (int number in (int[])[10, 25]) Classification("job", "run", number, classes: 2);
        ResultFiles files = ResultFiles.Find(Path.Combine(_folder.Combine("job"), name).TrimEnd('/'), null);
        Assert.Equal((_folder.Combine("job", "run"), (int?)iteration, ComparisonKind.Classification), (files.Root, files.Iteration, files.Kind));
        Assert.Equal([$"run_it0{iteration}_class001.mrc", $"run_it0{iteration}_class002.mrc"], files.Maps.Select(Path.GetFileName));
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
        foreach (string name in (string[])["run_class001.mrc", "run_model.star", "run_half1_class001_unfil.mrc", "run_half2_class001_unfil.mrc", "run_it012_half1_class001.mrc"]) _folder.Write("job/" + name, "");
        ResultFiles files = ResultFiles.Find(_folder.Combine("job", "run"), null);
        Assert.Equal((ComparisonKind.AutoRefine, (int?)null, "run_class001.mrc"), (files.Kind, files.Iteration, Path.GetFileName(Assert.Single(files.Maps))));
        Assert.EndsWith("half2_class001_unfil.mrc", files.HalfMaps!.Value.Second, StringComparison.Ordinal);
        Assert.EndsWith("run_it012_half1_class001.mrc", ResultFiles.Find(_folder.Combine("job", "run"), 12).Maps[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_result_or_several_is_said()
    {
        Classification("two", "a", 1, 1);
        Classification("two", "b", 1, 1);
        Assert.Equal("RelionResultAmbiguous", Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("two"), null)).ErrorId);
        Assert.Equal("RelionResultNotFound", Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("none"), null)).ErrorId);
        Assert.Equal("RelionResultNotFound", Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Path, null)).ErrorId);
        Assert.Equal("RelionResultIterationNotFound", Assert.Throws<RelionException>(() => ResultFiles.Find(_folder.Combine("two", "a"), 3)).ErrorId);
    }

    [Fact]
    public void The_overlay_opens_each_pair_beside_the_last()
    {
        ResultComparison comparison = Comparison([Pair(1, 1, 0, 0.5, 0.5) with { ReferenceMap = "/a b/1.mrc", ResultMap = "/r/2.mrc" }, Pair(1, 1, 0, 0.5, 0.5) with { ReferenceMap = "/a b/2.mrc", ResultMap = "/r/1.mrc" }]);
        string[] lines = OverlayScript.ChimeraX(comparison).Split('\n');
        Assert.Equal(["open \"/a b/1.mrc\"", "open \"/r/2.mrc\""], lines[2..4]);
        // The second pair is one box, 100 px of 1.5 Å, to the right.
        Assert.Contains("move x 150 models #3,4", lines);
        Assert.Contains("open #3 \"/r/1.mrc\"", OverlayScript.Chimera(comparison));
        Assert.Throws<RelionException>(() => OverlayScript.ChimeraX(Comparison([Pair(1, 1, 0, 1, 1) with { ReferenceMap = "/a\"b" }])));
    }

    internal static ClassComparison Pair(double? fsc, double? correlation, int shells, double reference, double result) => new()
    {
        ReferenceClass = 1,
        ResultClass = 1,
        ReferenceMap = "/reference.mrc",
        ResultMap = "/result.mrc",
        LeastFsc = fsc,
        LeastFscResolution = 20,
        Resolution0143 = null,
        Resolution05 = null,
        Correlation = correlation,
        ReferenceOccupancy = reference,
        ResultOccupancy = result,
        ReferenceResolution = 20,
        ResultResolution = 20,
        ResolutionShellDifference = shells,
        Fsc = [new FscPoint(0, 0, 1), new FscPoint(1, 0.01, 0.99), new FscPoint(2, 0.02, double.NaN)],
    };

    internal static ResultComparison Comparison(IReadOnlyList<ClassComparison> classes, string reference = "/reference/run") => new()
    {
        Reference = reference,
        Result = "/result/run",
        Kind = ComparisonKind.Classification,
        Verdict = ComparisonVerdict.Equivalent,
        Reasons = ["all checks are met"],
        Checks = [new ComparisonCheck("LeastFsc", "class 1", "0.99", "at least 0.99", true, "met")],
        ReferenceIteration = 3,
        ResultIteration = 3,
        BoxSize = 100,
        PixelSize = 1.5,
        Classes = classes,
        Iterations = [],
    };

    private string Map(string name, float[] values)
    {
        string path = _folder.Combine(name);
        MrcWriter.WriteVolume(path, values, 2, 4, "");
        return path;
    }

    private void Classification(string folder, string root, int iteration, int classes)
    {
        string prefix = FormattableString.Invariant($"{folder}/{root}_it{iteration:000}");
        foreach (string ending in (string[])["optimiser.star", "model.star", "data.star"]) _folder.Write($"{prefix}_{ending}", "");
        for (int number = 1; number <= classes; number++) _folder.Write(FormattableString.Invariant($"{prefix}_class{number:000}.mrc"), "");
    }
}
