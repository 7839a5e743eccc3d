using RelionPS.Core.Statistics;
using RelionPS.Studies.Forecast;

namespace RelionPS.UnitTests.Studies.Forecast;

/// <summary>The law of an iteration's cost, on runs whose law is known.</summary>
public sealed class CostLawTests
{
    private const double PerPixel = 2e-10, Fixed = 0.4, Volume = 1e-7;

    [Fact]
    public void Coefficients_of_runs_without_noise_are_those_that_made_them()
    {
        var law = new CostLaw([.. Runs(new SeededRandom(1), 1, 0, 0)]);
        IterationWork late = Work(20, 5000, 120);
        Assert.Equal(Fixed + (PerPixel * Pixels(late)), law.Of(RefineStep.Expectation, late).Seconds, 6);
        Assert.Equal(0.1 + (Volume * 120 * 120 * 120), law.Of(RefineStep.Maximization, late).Seconds, 6);
        Assert.All(law.Laws(0.9).SelectMany(step => step.Residuals), one => Assert.Equal(1, one.Ratio, 6));
    }

    /// <summary>
    /// A whole run of 20 iterations, foreseen from two repeats of three iterations with two counts: the interval holds
    /// the truth as often as it says. 400 draws of nine in ten have a standard error of 1.5 %.
    /// </summary>
    [Theory]
    [InlineData(0.01, 0.0)]
    [InlineData(0.01, 0.03)]
    [InlineData(0.04, 0.02)]
    public void Intervals_hold_the_truth_as_often_as_they_say(double stepNoise, double runNoise)
    {
        const int Draws = 400;
        IterationWork[] whole = [.. Enumerable.Range(1, 20).Select(one => Work(one, 4000, 40 + (4 * one)))];
        int held = 0;
        double worst = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom((ulong)(draw + 1));
            var law = new CostLaw([.. Runs(random, 2, stepNoise, runNoise)]);
            double run = Math.Exp(runNoise * random.NextGaussian());
            double truth = whole.Sum(work => Steps(work)
                .Sum(step => step.Seconds * run * Math.Exp(stepNoise * random.NextGaussian())));
            Estimate estimate = law.Whole(whole, 0.9);
            Assert.NotNull(estimate.HalfWidth);
            held += Math.Abs(truth - estimate.Seconds) <= estimate.HalfWidth ? 1 : 0;
            worst = Math.Max(worst, Math.Abs((estimate.Seconds / truth) - 1));
        }
        Assert.InRange((double)held / Draws, 0.86, 0.985);
        Assert.InRange(worst, 0, 0.25);
    }

    [Fact]
    public void One_run_does_not_tell_how_runs_differ()
    {
        var law = new CostLaw([.. Steps(Work(3, 1000, 60)).Select(
            step => new StepObservation(1, step.Step, Work(3, 1000, 60), step.Seconds))]);
        Assert.Null(law.Whole([Work(4, 1000, 60)], 0.9).HalfWidth);
    }

    /// <summary>Two numbers of images of one iteration: a fixed part and one an image, and nothing left over.</summary>
    [Fact]
    public void A_law_through_every_point_does_not_tell_its_error()
    {
        IterationWork[] works = [Work(3, 400, 60), Work(3, 800, 60)];
        var law = new CostLaw(
            [.. works.SelectMany((work, run) => Steps(work).Select(
                step => new StepObservation(run, step.Step, work, step.Seconds)))]);
        Estimate estimate = law.Whole([Work(3, 5000, 60)], 0.9);
        Assert.Null(estimate.HalfWidth);
        Assert.Equal(Steps(Work(3, 5000, 60)).Sum(step => step.Seconds), estimate.Seconds, 6);
    }

    /// <summary>
    /// In one local search directions grow with pixels: the fixed part is told from both all the same.
    /// </summary>
    [Fact]
    public void Two_numbers_of_images_of_a_local_search_tell_its_fixed_part()
    {
        IterationWork[] works = [Local(9, 60, 4), Local(9, 200, 4)];
        double Cost(IterationWork work) => Fixed + (PerPixel * Pixels(work));
        var law = new CostLaw(
            [.. works.Select((work, run) => new StepObservation(run, RefineStep.Expectation, work, Cost(work)))]);
        IterationWork whole = Local(9, 5000, 4);
        Assert.Equal(Cost(whole), law.Of(RefineStep.Expectation, whole).Seconds, 6);
    }

    /// <summary>
    /// Six runs with noise of a tenth, as of an auto-refinement on a shared machine, whose truth is pixels and a fixed
    /// part. A law of five terms had some that only fit the noise in 95 of the 200 draws.
    /// </summary>
    [Fact]
    public void Terms_that_only_fit_noise_are_left_out()
    {
        IterationWork[] works =
        [
            .. from step in new (int Iteration, int Order)[] { (8, 3), (11, 5), (14, 6) }
               from count in new[] { 40, 150 }
               select Local(step.Iteration, count, step.Order),
        ];
        double Cost(IterationWork work) => 0.01 + (PerPixel * Pixels(work));
        IterationWork whole = Local(14, 400, 6);
        int far = 0, extra = 0;
        const int Draws = 200;
        for (int draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom((ulong)(draw + 1));
            var law = new CostLaw(
                [.. works.Select((work, run) => new StepObservation(
                    run, RefineStep.Expectation, work, Cost(work) * Math.Exp(0.1 * random.NextGaussian())))]);
            far += Math.Abs((law.Of(RefineStep.Expectation, whole).Seconds / Cost(whole)) - 1) > 0.2 ? 1 : 0;
            string[] optional = ["particle", "pixel of a fine sample"];
            extra += law.Laws(0.9).Single().Terms.Any(term => optional.Contains(term.Name)) ? 1 : 0;
        }
        // Two tests of 5 % each.
        Assert.InRange(extra, 0, Draws * 15 / 100);
        Assert.InRange(far, 0, Draws * 5 / 100);
    }

    /// <summary>Twelve runs without much noise show what an image costs beside its pixels.</summary>
    [Fact]
    public void Optional_term_that_is_there_is_found()
    {
        const double PerImage = 0.002;
        double Cost(IterationWork work) => Fixed + (PerPixel * Pixels(work)) + (PerImage * work.ParticleCount);
        var random = new SeededRandom(7);
        IterationWork[] works =
        [
            .. from iteration in new[] { 3, 8, 15 }
               from count in new[] { 200, 400, 600, 800 }
               select Work(iteration, count, 40 + (4 * iteration)),
        ];
        var law = new CostLaw(
            [.. works.Select((work, run) => new StepObservation(
                run, RefineStep.Expectation, work, Cost(work) * Math.Exp(0.01 * random.NextGaussian())))]);
        Assert.Contains(law.Laws(0.9).Single().Terms, term => term.Name == "particle");
    }

    /// <summary>What was measured of one iteration alone is scaled by its pixels.</summary>
    [Fact]
    public void One_iteration_is_scaled_by_what_is_compared()
    {
        IterationWork small = Work(3, 1000, 60);
        var law = new CostLaw([new StepObservation(1, RefineStep.Expectation, small, 10)]);
        IterationWork large = Work(9, 3000, 90);
        Assert.Equal(
            10 * Pixels(large) / Pixels(small), law.Of(RefineStep.Expectation, large).Seconds, 6);
    }

    [Fact]
    public void A_term_that_would_be_negative_costs_nothing()
    {
        // Time falls with the size, which no work does.
        LinearFit fit = LinearFit.Of([[1, 10], [1, 20], [1, 30]], [3, 2, 1.5])!;
        Assert.Equal(0, fit.Coefficients[1]);
        Assert.InRange(fit.Coefficients[0], 1.5, 3);
    }

    /// <summary>
    /// A local search goes through all directions to find few: 12 · 4^6 of them where the step is 0.9°. An iteration
    /// that takes longer with no more pixels is foreseen by that.
    /// </summary>
    [Fact]
    public void Directions_of_local_searches_are_told_apart_from_pixels()
    {
        const double PerDirection = 2e-7;
        IterationWork[] measured =
        [
            .. from step in new (int Iteration, int Order)[] { (5, 2), (9, 4), (13, 6) }
               from count in new[] { 60, 200 }
               select Local(step.Iteration, count, step.Order),
        ];
        double Cost(IterationWork work) => (PerPixel * Pixels(work))
            + (PerDirection * work.ParticleCount * work.DirectionsLookedThrough);
        var law = new CostLaw(
            [.. measured.Select((work, run) => new StepObservation(run, RefineStep.Expectation, work, Cost(work)))]);
        IterationWork late = Local(16, 5000, 7);
        Assert.Equal(Cost(late), law.Of(RefineStep.Expectation, late).Seconds, 4);
        Assert.Contains(
            law.Laws(0.9).Single().Terms,
            term => term.Name == "direction looked through" && Math.Abs((term.Seconds / PerDirection) - 1) < 1e-6);
    }

    [Theory]
    [InlineData("particle", 0.02, 0.001, "0.02 s a particle (± 0.001 s)")]
    [InlineData("particle", 0.02, null, "0.02 s a particle")]
    [InlineData("fixed", 123.456, 0.5, "123 s (± 0.5 s)")]
    [InlineData("fixed", 0.00123456, 0.0000008, "1.23 ms (± 0.0008 ms)")]
    [InlineData("particle", 2.34e-5, 1e-6, "23.4 µs a particle (± 1 µs)")]
    [InlineData("pixel", 2.34e-6, 1e-7, "2.34 µs a pixel (± 0.1 µs)")]
    [InlineData("pixel", 7e-12, 9e-10, "0.007 ns a pixel (± 0.9 ns)")]
    public void A_term_is_said_in_plain_numbers_of_a_unit_that_fits(
        string name, double seconds, double? half, string said) =>
        Assert.Equal(said, new CostTerm(name, seconds, half).ToString());

    /// <summary>What no observation has is no reason to leave out what all have.</summary>
    [Fact]
    public void A_term_that_nothing_has_is_left_out_alone()
    {
        LinearFit fit = LinearFit.Of([[1, 0, 1], [2, 0, 1], [3, 0, 1]], [12, 22, 32])!;
        Assert.Equal([10, 0, 2], fit.Coefficients.Select(one => Math.Round(one, 6)));
    }

    private static IterationWork Local(int iteration, int count, int order) =>
        Work(iteration, count, 40 + iteration) with { DirectionsLookedThrough = 12 * Math.Pow(4, order) };

    /// <summary>Measured iterations 3, 8 and 15, with 400 and 800 images, each run so many times.</summary>
    private static IEnumerable<StepObservation> Runs(
        SeededRandom random, int repeats, double stepNoise, double runNoise)
    {
        int number = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            foreach (int iteration in new[] { 3, 8, 15 })
            {
                foreach (int count in new[] { 400, 800 })
                {
                    number++;
                    IterationWork work = Work(iteration, count, 40 + (4 * iteration));
                    double run = Math.Exp(runNoise * random.NextGaussian());
                    foreach ((RefineStep step, double seconds) in Steps(work))
                    {
                        yield return new StepObservation(
                            number, step, work, seconds * run * Math.Exp(stepNoise * random.NextGaussian()));
                    }
                }
            }
        }
    }

    private static IEnumerable<(RefineStep Step, double Seconds)> Steps(IterationWork work)
    {
        yield return (RefineStep.Expectation, Fixed + (PerPixel * Pixels(work)));
        yield return (RefineStep.Maximization, 0.1 + (Volume * Math.Pow(work.CurrentSize, 3)));
        yield return (RefineStep.Output, 0.2 + (2e-5 * work.ParticleCount));
    }

    private static double Pixels(IterationWork work) =>
        work.ParticleCount * ((1000.0 * work.CoarseSize * work.CoarseSize)
            + (10.0 * 32 * work.CurrentSize * work.CurrentSize));

    private static IterationWork Work(int iteration, int particles, int size) => new()
    {
        Iteration = iteration,
        ParticleCount = particles,
        CurrentSize = size,
        CoarseSize = 30,
        BoxSize = 160,
        CoarseSamples = 1000,
        SignificantSamples = 10,
        Oversampling = 1,
        Dimensions = 3,
    };
}
