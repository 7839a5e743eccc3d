using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;
using RelionPS.Studies.Forecast;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Get-RelionForecast: from measured iterations to the whole run.</summary>
public sealed class GetRelionForecastTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>
    /// By hand: 2 classes, 9 shifts within 1.5 steps, 768 directions and 48 angles of order 3; the coarse size for
    /// 7.5 degrees and 700 Å is 42 pixels of 100 Å, more than the current 6.
    /// </summary>
    [Fact]
    public void The_work_of_an_iteration_is_read_from_its_files()
    {
        string job = new MiniRun().Write(_folder);
        IterationWork work = WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!;
        Assert.Equal((120, 6, 6, 8), (work.ParticleCount, work.CurrentSize, work.CoarseSize, work.BoxSize));
        Assert.Equal(2 * 9 * 768 * 48, work.CoarseSamples);
        Assert.Equal((1.0, 1, 3), (work.SignificantSamples, work.Oversampling, work.Dimensions));
        Assert.Equal(0, work.DirectionsLookedThrough);
    }

    /// <summary>
    /// By hand: within three standard deviations of 7.5 degrees are a cap of (1 - cos 22.5°) / 2 of the 768 directions,
    /// 29.2, and 6 of the 48 angles; all 768 are gone through for them.
    /// </summary>
    [Fact]
    public void A_local_search_looks_through_all_directions_for_the_few_that_it_compares()
    {
        const string local = """
            _rlnOrientationalPriorMode 1
            _rlnSigmaPriorRotAngle 7.5
            _rlnSigmaPriorTiltAngle 7.5
            _rlnSigmaPriorPsiAngle 7.5
            """;
        string job = new MiniRun { ModelPairs = local }.Write(_folder);
        IterationWork work = WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!;
        Assert.Equal(768, work.DirectionsLookedThrough);
        Assert.Equal(2 * 9 * 29.23 * 6, work.CoarseSamples, 1.0);
    }

    /// <summary>
    /// By hand, 200 pixels of 100 Å and a diameter of 14,000 Å: 7.5 degrees are 916.3 Å at its edge, 763.6 with
    /// RELION's factor of 1.2; 20,000 Å over it are 26.2, so 27 shells and 54 pixels.
    /// </summary>
    [Fact]
    public void The_coarse_size_is_that_of_the_angular_step()
    {
        string job = new MiniRun().Write(_folder);
        Change(
            "run_it002_model.star", ("ImageSize 8", "ImageSize 200"), ("CurrentImageSize 6", "CurrentImageSize 100"));
        Change("run_it002_optimiser.star", ("ParticleDiameter 700", "ParticleDiameter 14000"));
        IterationWork work = WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!;
        Assert.Equal((54, 100, 200), (work.CoarseSize, work.CurrentSize, work.BoxSize));
        // The iteration in which the search becomes finer begins with the size for the step before: 15 degrees make 28.
        Change("run_it001_sampling.star", ("HealpixOrder 3", "HealpixOrder 2"));
        work = WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!;
        Assert.Equal((28, 2 * 9 * 768 * 48), (work.CoarseSize, (int)work.CoarseSamples));
        File.WriteAllText(Path.Combine(job, "run_it001_sampling.star"), "data_other\n");
        Assert.Equal(54, WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!.CoarseSize);
        File.Delete(Path.Combine(job, "run_it001_sampling.star"));
        work = WorkReader.One(2, Path.Combine(job, "run_it002_optimiser.star"))!;
        Assert.Equal(54, work.CoarseSize);

        void Change(string name, params (string Old, string New)[] changes)
        {
            string path = Path.Combine(job, name), text = File.ReadAllText(path);
            foreach ((string old, string other) in changes) text = text.Replace(old, other, StringComparison.Ordinal);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>
    /// A run that stopped as its search had just become finer goes on with the size of the finer step: 54 pixels, not
    /// 28, by the same numbers as above.
    /// </summary>
    [Fact]
    public void Iterations_to_come_are_not_as_small_as_the_first_of_a_finer_search()
    {
        string job = new MiniRun { Asked = 5 }.Write(_folder);
        foreach (string path in Directory.GetFiles(job, "*.star"))
        {
            File.WriteAllText(path, File.ReadAllText(path)
                .Replace("ImageSize 8", "ImageSize 200", StringComparison.Ordinal)
                .Replace("CurrentImageSize 6", "CurrentImageSize 100", StringComparison.Ordinal)
                .Replace("ParticleDiameter 700", "ParticleDiameter 14000", StringComparison.Ordinal));
        }
        string before = Path.Combine(job, "run_it002_sampling.star");
        File.WriteAllText(before, File.ReadAllText(before)
            .Replace("HealpixOrder 3", "HealpixOrder 2", StringComparison.Ordinal));
        IReadOnlyList<IterationWork> works =
            Trajectory.Of(RunReader.Read(Path.Combine(job, "run"))!, null, null, default);
        Assert.Equal([28, 54, 54], works.Skip(2).Select(work => work.CoarseSize));
    }

    /// <summary>
    /// Ten iterations of 2 s each, and 1 s before them: all have the same work, as the files say and as they go on.
    /// On two nodes the expectation (1.5 s of each) is halved, 120 images being two batches of 2 × 30, one a process,
    /// and the maximisation (0.5 s), as each reconstructs one of the two classes.
    /// </summary>
    [Fact]
    public void A_whole_run_is_the_sum_of_its_iterations_and_nodes_share_the_images_alone()
    {
        _session.Set("measured", Measured(new MiniRun { Asked = 10 }.Write(_folder), 1.5, 1.5));
        RelionForecast forecast = _session.One<RelionForecast>(
            "$measured | Get-RelionForecast -NodeCount 2, 1 -PricePerNodeHour 3 -NodePowerWatts 500");
        Assert.Equal(21, forecast.Seconds, 6);
        Assert.Equal(Enumerable.Range(1, 10), forecast.Iterations.Select(one => one.Iteration));
        Assert.Equal(7, forecast.Iterations.Count(one => one.IsForeseen));
        Assert.Equal([1, 2], forecast.Points.Select(point => point.NodeCount));
        Assert.Equal([21, 21 - (10 * 1.0)], forecast.Points.Select(point => Math.Round(point.Seconds, 6)));
        Assert.Equal(21.0 / (2 * 11.0), forecast.Points[1].Efficiency, 6);
        ForecastPoint two = forecast.Points[1];
        Assert.Equal(2 * 11.0 / 3600, two.NodeHours, 9);
        Assert.Equal(3 * 2 * 11.0 / 3600, two.Price!.Value, 9);
        Assert.Equal(500 * 2 * 11.0 / 3.6e6, two.EnergyKilowattHours!.Value, 9);
        Assert.Equal("Expectation", two.Limit);
        Assert.Contains(forecast.Assumptions, text => text.StartsWith("7 of 10 iterations", StringComparison.Ordinal));
    }

    /// <summary>
    /// Two iterations of order 3 were measured; the third is of order 4: 4 times the directions, and 2 times the angles
    /// as the step in the plane is halved too. By hand, 8 times as many samples.
    /// </summary>
    [Fact]
    public void Dear_iterations_that_nothing_like_was_measured_are_named()
    {
        string job = new MiniRun().Write(_folder);
        BenchmarkResult measured = Measured(job, 1.5);
        _session.Set("measured", measured with
        {
            Runs = [measured.Runs[0] with { Steps = [.. measured.Runs[0].Steps.Where(step => step.Iteration < 3)] }],
        });
        Assert.DoesNotContain(Told(), text => text.Contains("than any that was measured"));
        string sampling = Path.Combine(job, "run_it003_sampling.star");
        File.WriteAllText(sampling, File.ReadAllText(sampling)
            .Replace("HealpixOrder 3", "HealpixOrder 4").Replace("PsiStep 7.5", "PsiStep 3.75"));
        string told = Assert.Single(Told(), text => text.Contains("than any that was measured"));
        Assert.StartsWith("1 of 3 iterations, ", told);
        Assert.EndsWith(
            "(iteration 3: 8 times as much): measure it too, Initialize-RelionBenchmark Continue -Iteration 2", told);

        IReadOnlyList<string> Told() =>
            _session.One<RelionForecast>("$measured | Get-RelionForecast").Assumptions;
    }

    /// <summary>
    /// Iterations of the same work and 2 s each, of which the bar shows 2, 0.5 and 1.25: the rest is the other half's.
    /// </summary>
    [Fact]
    public void Of_two_halves_the_wait_for_the_slower_one_is_expectation_too()
    {
        BenchmarkResult measured = Measured(new MiniRun { Asked = 10 }.Write(_folder), 2, 2);
        double[] waits = [0, 1.5, 0.75];
        _session.Set("measured", measured with
        {
            Command = measured.Command with
            {
                Options = measured.Command.Options with { SplitRandomHalves = true },
            },
            Runs =
            [
                .. measured.Runs.Select(run => run with
                {
                    Steps =
                    [
                        .. run.Steps.SelectMany(step => step.Step != RefineStep.Expectation
                            ? [step]
                            : new[]
                            {
                                step with { Seconds = 2 - waits[step.Iteration - 1] },
                                step with { Step = RefineStep.Weights, Seconds = waits[step.Iteration - 1] },
                            }),
                    ],
                }),
            ],
        });
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast");
        Assert.DoesNotContain(forecast.Laws, law => law.Step == RefineStep.Weights);
        StepLaw expectation = forecast.Laws.Single(law => law.Step == RefineStep.Expectation);
        Assert.All(expectation.Residuals, one => Assert.Equal(2, one.Seconds, 9));
        Assert.Equal(26, forecast.Seconds, 6);
    }

    /// <summary>Equal runs tell that they do not differ, one run tells nothing.</summary>
    [Theory]
    [InlineData(new[] { 1.5 }, false)]
    [InlineData(new[] { 1.5, 1.5 }, true)]
    [InlineData(new[] { 1.4, 1.6 }, true)]
    public void An_interval_needs_two_runs(double[] expectations, bool hasInterval)
    {
        _session.Set("measured", Measured(new MiniRun().Write(_folder), expectations));
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast");
        Assert.Equal(hasInterval, forecast.LowerSeconds is not null);
        if (!hasInterval) return;
        Assert.InRange(forecast.Seconds, forecast.LowerSeconds!.Value - 1e-6, forecast.UpperSeconds!.Value + 1e-6);
    }

    /// <summary>The first line that fits the node, its processor or its GPU counts; here 2 an hour for 7 s.</summary>
    [Theory]
    [InlineData("node,price\nXeon*Gold*,9\n*Platinum 8358*,2\n*,5", 2.0)]
    [InlineData("# a comment\n\n*,2", 2.0)]
    [InlineData("other,3", null)]
    public void Prices_come_from_a_file(string text, double? price)
    {
        _session.Set("measured", Measured(new MiniRun().Write(_folder), 1.5));
        _folder.Write("prices.csv", text);
        RelionForecast forecast = _session.One<RelionForecast>(
            $"$measured | Get-RelionForecast -NodeCount 1 -PriceFile '{_folder.Combine("prices.csv")}'");
        Assert.Equal(price * 7 / 3600 ?? -1, forecast.Points[0].Price ?? -1, 12);
        Assert.Equal(
            price is null, forecast.Assumptions.Any(one => one.StartsWith("no price", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("n1,2\nn2,cheap")]
    [InlineData("n1")]
    [InlineData("n1,2\nn2,-1")]
    public void A_price_that_is_none_is_named_with_its_line(string text)
    {
        _session.Set("measured", Measured(new MiniRun().Write(_folder), 1.5));
        _folder.Write("prices.csv", text);
        _session.Run($"$measured | Get-RelionForecast -PriceFile '{_folder.Combine("prices.csv")}'");
        Assert.Equal(["RelionPriceFileInvalid"], _session.ErrorIds);
    }

    /// <summary>300 W by RAPL over 7 s on one node.</summary>
    [Fact]
    public void Energy_of_the_processors_is_that_of_the_runs()
    {
        BenchmarkResult measured = Measured(new MiniRun().Write(_folder), 1.5);
        var work = new RunWork { Seconds = 10, Samples = 5, Ranks = [], EnergyJoules = 3000 };
        _session.Set("measured", measured with { Runs = [measured.Runs[0] with { Work = work }] });
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast -NodeCount 1");
        Assert.Equal(300 * 7 / 3.6e6, forecast.Points[0].EnergyKilowattHours!.Value, 12);
    }

    /// <summary>6,000 J in 10 s on two nodes are 300 W a node; over 7 s on one node.</summary>
    [Fact]
    public void Energy_of_a_job_is_that_of_the_site_s_accounting_and_its_name_is_said()
    {
        BenchmarkResult measured = Measured(new MiniRun().Write(_folder), 1.5) with
        {
            Energy = new JobEnergy { Source = "sacct ConsumedEnergyRaw", Joules = 6000, Seconds = 10, NodeCount = 2 },
        };
        _session.Set("measured", measured);
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast -NodeCount 1");
        Assert.Equal(300 * 7 / 3.6e6, forecast.Points[0].EnergyKilowattHours!.Value, 12);
        Assert.Equal("sacct ConsumedEnergyRaw", forecast.EnergySource);
        forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast -NodeCount 1 -NodePowerWatts 100");
        Assert.Equal(100 * 7 / 3.6e6, forecast.Points[0].EnergyKilowattHours!.Value, 12);
        Assert.Equal("the power that was given", forecast.EnergySource);
    }

    [Fact]
    public void Energy_that_the_site_does_not_measure_is_none_and_no_0()
    {
        BenchmarkResult measured = Measured(new MiniRun().Write(_folder), 1.5) with
        {
            Energy = new JobEnergy { Source = "sacct ConsumedEnergyRaw", Note = "sacct has no energy of job 7, or 0" },
        };
        _session.Set("measured", measured);
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast -NodeCount 1");
        Assert.Null(forecast.Points[0].EnergyKilowattHours);
        Assert.Equal("not measured: sacct has no energy of job 7, or 0", forecast.EnergySource);
    }

    [Fact]
    public void Settings_are_foreseen_apart()
    {
        string job = new MiniRun().Write(_folder);
        BenchmarkResult one = Measured(job, 1.5), other = Measured(job, 0.5);
        RefineCommand more = other.Command with
        {
            Plan = TestCommand.Plan(nodes: 1, ranksPerNode: 1, ranks: 1, threads: 4, usesMpi: false),
        };
        _session.Set("measured", new[] { one, other with { Command = more } });
        RelionForecast[] forecasts = [.. _session.Run("$measured | Get-RelionForecast").Cast<RelionForecast>()];
        Assert.Equal([7, 4], forecasts.Select(forecast => Math.Round(forecast.Seconds, 6)));
        Assert.Contains("2 threads", forecasts[0].Setting);
        Assert.Contains("4 threads", forecasts[1].Setting);
    }

    [Fact]
    public void A_run_that_left_nothing_says_so()
    {
        string job = new MiniRun().Write(_folder);
        BenchmarkResult measured = Measured(job, 1.5);
        _session.Set("measured", measured with { Runs = [measured.Runs[0] with { Steps = [] }] });
        _session.Run("$measured | Get-RelionForecast");
        Assert.Equal(["RelionForecastNothingMeasured"], _session.ErrorIds);
        _session.Errors.Clear();
        _session.Set("measured", measured);
        _session.Run($"$measured | Get-RelionForecast -RunPath '{_folder.Path}'");
        Assert.Equal(["RelionForecastRunUnread"], _session.ErrorIds);
    }

    /// <summary>The likeliest mistake: a run of something else.</summary>
    [Fact]
    public void A_run_of_another_job_is_refused()
    {
        string job = new MiniRun().Write(_folder);
        using var elsewhere = new TemporaryFolder();
        string other = new MiniRun().Write(elsewhere);
        foreach (string model in Directory.GetFiles(other, "*_model.star"))
        {
            File.WriteAllText(model, File.ReadAllText(model)
                .Replace("_rlnOriginalImageSize 8", "_rlnOriginalImageSize 16", StringComparison.Ordinal));
        }
        _session.Set("measured", Measured(job, 1.5));
        _session.Run($"$measured | Get-RelionForecast -RunPath '{other}'");
        Assert.Equal(["RelionForecastJobsDiffer"], _session.ErrorIds);
        Assert.Contains("16", _session.Errors[0].Exception.Message);
    }

    [Fact]
    public void An_auto_refinement_on_its_way_does_not_say_how_long_it_will_be()
    {
        string job = new MiniRun { IsAutoRefine = true }.Write(_folder);
        _session.Set("measured", Measured(job, 1.5));
        _session.Run("$measured | Get-RelionForecast");
        Assert.Equal(["RelionForecastLengthUnknown"], _session.ErrorIds);
        RelionForecast forecast = _session.One<RelionForecast>("$measured | Get-RelionForecast -IterationCount 6");
        Assert.Equal(6, forecast.Iterations.Count);
    }

    /// <summary>
    /// 1 s of preparation, and of each iteration so much expectation and 0.5 s of maximisation; a run an entry.
    /// </summary>
    private static BenchmarkResult Measured(string job, params double[] expectations)
    {
        RefineCommand command = TestCommand.Threads(
            Path.GetDirectoryName(Path.GetDirectoryName(job))!, "/programs/relion_refine", "--i", "particles.star",
            "--o", $"{MiniRun.Job}/run") with
        {
            Options = new RefineOptions { OutputRoot = $"{MiniRun.Job}/run" },
        };
        BenchmarkResult result = BenchmarkSamples.Result([.. expectations.Select(one => 1 + (3 * (one + 0.5)))],
            command: command);
        return result with
        {
            Runs =
            [
                .. result.Runs.Select((run, index) => run with
                {
                    Steps =
                    [
                        new StepTime(0, RefineStep.Preparation, 0, 1),
                        .. Enumerable.Range(1, 3).SelectMany(iteration => new[]
                        {
                            new StepTime(iteration, RefineStep.Expectation, 0, expectations[index]),
                            new StepTime(iteration, RefineStep.Maximization, 0, 0.5),
                        }),
                    ],
                }),
            ],
        };
    }
}
