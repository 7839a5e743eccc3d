using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Data.Benchmarks;
using RelionPS.Data.Star;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Continued;

/// <summary>
/// Writes the files of a set: those of the iteration that all counts share, and for each count the particles, the
/// models and the optimiser file.
/// </summary>
/// <param name="start">The iteration.</param>
/// <param name="projectDirectory">The folder that names in the run's files are relative to.</param>
/// <param name="folder">Full path of the folder that the files are written to.</param>
internal sealed class SetFiles(StartingPoint start, string projectDirectory, string folder)
{
    private const string LocalSymmetry = "rlnLocalSymmetryFile";

    /// <summary>Pairs of an optimiser file that name files which RELION reads when it continues.</summary>
    private static readonly string[] NamedFiles =
    [
        "rlnSolventMaskName", "rlnSolventMask2Name", "rlnTauSpectrumName", "rlnFourierMask", LocalSymmetry,
    ];

    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _curves = new Dictionary<string, string>();

    /// <summary>The files' names, in the order that they were written.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Bytes of all files but the particles, which all counts share or which are small.</summary>
    public static long Bytes(StartingPoint start, int counts) =>
        start.MapPaths.Sum(Length) + (counts * (start.ModelPaths.Sum(Length) + Length(start.DataPath)));

    /// <summary>Files that the optimiser file names, as it does.</summary>
    public static IEnumerable<string> NamedBy(StartingPoint start) =>
        NamedFiles.Select(start.Optimiser.General.TextOrNull).OfType<string>().Where(name => !SetPaths.IsNone(name));

    /// <summary>Copies what all counts share.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionException"><c>RelionRunNotForBenchmark</c>: a mask or a curve is not there;
    /// <c>RelionFileChanged</c>.</exception>
    public void WriteShared(CancellationToken cancellationToken)
    {
        foreach (string path in start.MapPaths.Append(start.SamplingPath)) Copy(path, Path.GetFileName(path));
        foreach (string label in NamedFiles)
        {
            string? named = start.Optimiser.General.TextOrNull(label);
            if (SetPaths.IsNone(named)) continue;
            _values[label] = label == LocalSymmetry
                ? CopyMaskList(named!, cancellationToken)
                : CopyNamed(named!);
            cancellationToken.ThrowIfCancellationRequested();
        }
        _curves = Curves().ToDictionary(curve => curve, CopyNamed);
        _values[OptimiserFile.SamplingLabel] = Path.GetFileName(start.SamplingPath);
    }

    /// <summary>Writes the files of one count.</summary>
    /// <param name="root">Their root name.</param>
    /// <param name="rows">All particles.</param>
    /// <param name="cut">Those chosen.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many groups the particles are of.</returns>
    public int WriteCount(string root, ParticleRows rows, ParticleCut cut, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, int> groups = rows.NewGroups(cut.Rows);
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal)
        {
            ["rlnOutputRootName"] = root,
            [OptimiserFile.ModelLabel] = Name(root, start.ModelPaths[0]),
            ["rlnExperimentalDataStarFile"] = Name(root, start.DataPath),
        };
        if (start.ModelPaths.Count > 1) values["rlnModelStarFile2"] = Name(root, start.ModelPaths[1]);
        new ParticleFile(cut, groups, projectDirectory, _curves).Copy(
            start.DataPath, New(Name(root, start.DataPath)), cancellationToken);
        for (int model = 0; model < start.ModelPaths.Count; model++)
        {
            int? half = start.ModelPaths.Count > 1 ? model + 1 : null;
            Dictionary<int, int> particles = cut.Rows
                .Where(row => half is null || rows.HalfOf(row) == half)
                .GroupBy(row => groups[rows.GroupOf(row)])
                .ToDictionary(group => group.Key, group => group.Count());
            new ModelCopy(groups, particles).Copy(
                start.ModelPaths[model], New(Name(root, start.ModelPaths[model])), cancellationToken);
        }
        // Last, as whatever reads a folder of runs begins with it.
        new OptimiserCopy(values).Copy(
            start.OptimiserPath, New(Name(root, start.OptimiserPath)), cancellationToken);
        return groups.Count;
    }

    /// <summary>A file's name with another root: <c>n2000_it012_model.star</c>.</summary>
    public static string Name(string root, string path)
    {
        string name = Path.GetFileName(path);
        return root + name[name.LastIndexOf("_it", StringComparison.Ordinal)..];
    }

    /// <summary>
    /// Curves of the optics groups' detectors. RELION divides each image by its own over the mean of all, and reads
    /// none where all are one file (obs_model.cpp, divideByMtf).
    /// </summary>
    private string[] Curves()
    {
        using StarFile file = StarFile.Open(start.DataPath);
        StarBlock optics = file.Get(ParticleFile.Optics);
        string[] curves = optics.Labels.Contains(ParticleFile.Curve)
            ? [.. optics.Texts(ParticleFile.Curve).Distinct()]
            : [];
        return curves.Length > 1 ? [.. curves.Where(curve => !SetPaths.IsNone(curve))] : [];
    }

    private string CopyMaskList(string named, CancellationToken cancellationToken)
    {
        string path = Existing(named);
        string[] masks;
        using (StarFile file = StarFile.Open(path, cancellationToken))
        {
            masks =
            [
                .. file.Blocks.Where(block => block.Has(MaskListCopy.Mask))
                    .SelectMany(block => block.Labels.Contains(MaskListCopy.Mask)
                        ? block.Texts(MaskListCopy.Mask)
                        : [block.Text(MaskListCopy.Mask)])
                    .Distinct(),
            ];
        }
        var copy = new MaskListCopy(masks.ToDictionary(mask => mask, CopyNamed));
        string name = Free(Path.GetFileName(path));
        copy.Copy(path, New(name), cancellationToken);
        return name;
    }

    private string CopyNamed(string named)
    {
        string path = Existing(named);
        string name = Free(Path.GetFileName(path));
        Copy(path, name);
        return name;
    }

    private string Existing(string named)
    {
        string path = SetPaths.Full(named, projectDirectory);
        return File.Exists(path) ? path : throw ContinuedErrors.RunNotForBenchmark(
            start.Run, $"its files name '{named}', and '{path}' is not there");
    }

    /// <summary>Masks of two folders may have one name.</summary>
    private string Free(string name)
    {
        string free = name;
        for (int number = 2; _names.Contains(free); number++) free = $"{number}_{name}";
        return free;
    }

    private string New(string name)
    {
        _names.Add(name);
        return Path.Combine(folder, name);
    }

    private void Copy(string from, string name)
    {
        var before = new FileInfo(from);
        (long length, DateTime written) = (before.Length, before.LastWriteTimeUtc);
        string to = New(name);
        using (FileStream source = File.OpenRead(from))
        using (var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            source.CopyTo(target);
        }
        var after = new FileInfo(from);
        if (after.Length != length || after.LastWriteTimeUtc != written) throw StarErrors.FileChanged(from);
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
