using System.Text;

namespace RelionPS.Testing;

/// <summary>
/// The files of a run, in the form in which RELION writes them, of particles whose images show nothing: what reads a
/// run has all that it looks at. Each group's noise spectrum and scale tell its number.
/// </summary>
internal sealed record MiniRun
{
    public const string Project = "project", Job = "Job/job003";

    /// <summary>Micrographs; odd ones are of the first optics group.</summary>
    public int Micrographs { get; init; } = 12;

    /// <summary>Particles of each.</summary>
    public int Each { get; init; } = 10;

    /// <summary>Iterations that left files, from 1 on.</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>Iterations asked for.</summary>
    public int? Asked { get; init; }

    public string Version { get; init; } = "3.1.3";

    /// <summary>Split half-sets, as of an auto-refinement.</summary>
    public bool IsAutoRefine { get; init; }

    /// <summary>True for an auto-refinement's final files.</summary>
    public bool HasFinal { get; init; }

    /// <summary>Further options of its command, as RELION writes them down.</summary>
    public string Options { get; init; } = "";

    /// <summary>Further pairs of the optimiser file.</summary>
    public string Pairs { get; init; } = "";

    /// <summary>Further blocks behind the particles.</summary>
    public string Behind { get; init; } = "";

    /// <summary>Further pairs of the model.</summary>
    public string ModelPairs { get; init; } = "";

    /// <summary>Curve of each optics group's detector, the first and the second's; empty for no such column.</summary>
    public IReadOnlyList<string> Curves { get; init; } = [];

    /// <summary>Bodies in the model.</summary>
    public int Bodies { get; init; } = 1;

    private bool IsOld => Version.StartsWith('3');

    /// <summary>Writes the run; returns its folder.</summary>
    public string Write(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.Combine(Project, "Extract"));
        for (int mic = 1; mic <= Micrographs; mic++)
        {
            TinyInput.WriteMap(folder.Combine(Project, Stack(mic)), Each, isStack: true);
        }
        for (int iteration = 0; iteration <= Iterations; iteration++) WriteIteration(folder, iteration);
        if (HasFinal)
        {
            folder.Write($"{Project}/{Job}/run_model.star", Model("run", 1, half: null));
            folder.Write($"{Project}/{Job}/run_data.star", Data());
            TinyInput.WriteMap(folder.Combine(Project, Job, "run_class001.mrc"), TinyInput.Box, isStack: false);
        }
        return folder.Combine(Project, Job);
    }

    /// <summary>The micrograph's group, whose number is its place.</summary>
    public static string Group(int mic) => $"mic{mic:000}.mrc";

    private static string Stack(int mic) => $"Extract/mic{mic:000}.mrcs";

    private void WriteIteration(TemporaryFolder folder, int iteration)
    {
        string root = $"{Job}/run_it{iteration:000}", path = $"{Project}/{root}";
        folder.Write($"{path}_data.star", Data());
        folder.Write($"{path}_sampling.star", """

            data_sampling_general

            _rlnIs3DSampling 1
            _rlnHealpixOrder 3
            _rlnSymmetryGroup C2
            _rlnPsiStep 7.5
            _rlnOffsetRange 300.0
            _rlnOffsetStep 200.0

            """);
        foreach (int? half in IsAutoRefine ? new int?[] { 1, 2 } : [null])
        {
            string part = half is null ? "" : $"_half{half}";
            folder.Write($"{path}{part}_model.star", Model(root + part, 2, half));
            for (int one = 1; one <= (half is null ? 2 : 1); one++)
            {
                TinyInput.WriteMap(folder.Combine($"{path}{part}_class{one:000}.mrc"), TinyInput.Box, isStack: false);
            }
        }
        string models = IsAutoRefine
            ? $"_rlnModelStarFile {root}_half1_model.star\n_rlnModelStarFile2 {root}_half2_model.star"
            : $"_rlnModelStarFile {root}_model.star";
        string gradient = IsOld ? "" : $"_rlnDoGradientRefine {(Options.Contains("--grad") ? 1 : 0)}\n";
        folder.Write($"{path}_optimiser.star", $"""
            # RELION optimiser; version {Version}
            # --i particles.star --o {Job}/run --K 2 --pool 7 --j 3 {Options}

            data_optimiser_general

            _rlnOutputRootName {Job}/run
            {models}
            _rlnExperimentalDataStarFile {root}_data.star
            _rlnOrientSamplingStarFile {root}_sampling.star
            _rlnCurrentIteration {iteration}
            _rlnNumberOfIterations {(IsAutoRefine ? 999 : Asked ?? Iterations)}
            _rlnDoSplitRandomHalves {(IsAutoRefine ? 1 : 0)}
            _rlnDoAutoRefine {(IsAutoRefine ? 1 : 0)}
            _rlnAdaptiveOversampleOrder 1
            _rlnParticleDiameter 700
            {gradient}{Pairs}

            """);
    }

    private string Data()
    {
        string column = Curves.Count > 0 ? "\n_rlnMtfFileName #6" : "";
        string[] ends = [.. Curves.Select(curve => " " + curve), "", ""];
        var text = new StringBuilder($"""

            # version 30001

            data_optics

            loop_
            _rlnOpticsGroupName #1
            _rlnOpticsGroup #2
            _rlnImagePixelSize #3
            _rlnImageSize #4
            _rlnImageDimensionality #5{column}
            opticsGroup1 1 100.0 8 2{ends[0]}
            opticsGroup2 2 100.0 8 2{ends[1]}


            # version 30001

            data_particles

            loop_
            _rlnImageName #1
            _rlnMicrographName #2
            _rlnOpticsGroup #3
            _rlnGroupNumber #4
            _rlnRandomSubset #5

            """);
        for (int mic = 1; mic <= Micrographs; mic++)
        {
            for (int particle = 1; particle <= Each; particle++)
            {
                text.Append(FormattableString.Invariant(
                    $"{particle:000000}@{Stack(mic)} Motion/job001/{Group(mic)} {(mic % 2 == 0 ? 2 : 1)} {mic} "));
                text.Append(FormattableString.Invariant($"{((mic * 7) + particle) % 2 + 1} \n"));
            }
        }
        return text + "\n" + Behind;
    }

    private string Model(string root, int classes, int? half)
    {
        int few = half is null ? classes : 1;
        var text = new StringBuilder($"""

            data_model_general

            _rlnReferenceDimensionality 3
            _rlnDataDimensionality 2
            _rlnOriginalImageSize 8
            _rlnCurrentResolution 250.0
            _rlnCurrentImageSize 6
            _rlnPaddingFactor 2
            _rlnPixelSize 100.0
            _rlnNrClasses {few}
            _rlnNrBodies {Bodies}
            _rlnNrGroups {Micrographs}
            {ModelPairs}


            data_model_classes

            loop_
            _rlnReferenceImage #1
            _rlnClassDistribution #2

            """);
        for (int one = 1; one <= few; one++)
        {
            text.Append(FormattableString.Invariant($"{root}_class{one:000}.mrc {1.0 / few} \n"));
        }
        text.Append("""


            data_model_groups

            loop_
            _rlnGroupNumber #1
            _rlnGroupName #2
            _rlnGroupNrParticles #3
            _rlnGroupScaleCorrection #4

            """);
        for (int mic = 1; mic <= Micrographs; mic++)
        {
            text.Append(FormattableString.Invariant($"{mic} {Group(mic)} {Each} 1.{mic:000} \n"));
        }
        for (int number = 1; number <= (IsOld ? Micrographs : 2); number++)
        {
            text.Append(FormattableString.Invariant($"""


                data_model_{(IsOld ? "" : "optics_")}group_{number}

                loop_
                _rlnSpectralIndex #1
                _rlnSigma2Noise #2
                0 0.{number:000}

                """));
        }
        text.Append("\n\ndata_model_pdf_orient_class_1\n\nloop_\n_rlnOrientationDistribution #1\n1.0\n\n");
        return text.ToString();
    }
}
