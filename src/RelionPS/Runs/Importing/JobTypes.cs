using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Importing;

/// <summary>A type of RELION's jobs.</summary>
/// <param name="Number">Its number in job files before 4.0.</param>
/// <param name="Folder">The folder of its jobs, which is also the type's name.</param>
/// <param name="Label">What <c>rlnJobTypeLabel</c> begins with from 4.0 on.</param>
/// <param name="IsRefine">True where the refinement program does its work.</param>
internal sealed record JobType(int Number, string Folder, string Label, bool IsRefine = false);

/// <summary>The types of jobs (pipeline_jobs.h of 3.1, 4.0 and 5.0).</summary>
internal static class JobTypes
{
    /// <summary>All of them; of labels that begin alike the longer comes first.</summary>
    public static IReadOnlyList<JobType> All { get; } =
    [
        new(0, "Import", "relion.import"), new(1, "MotionCorr", "relion.motioncorr"),
        new(2, "CtfFind", "relion.ctffind"), new(3, "ManualPick", "relion.manualpick"),
        new(4, "AutoPick", "relion.autopick"), new(5, "Extract", "relion.extract"), new(6, "Sort", "relion.sort"),
        new(7, "Select", "relion.select"), new(8, "Class2D", "relion.class2d", IsRefine: true),
        new(9, "Class3D", "relion.class3d", IsRefine: true), new(10, "Refine3D", "relion.refine3d", IsRefine: true),
        new(12, "MaskCreate", "relion.maskcreate"), new(13, "JoinStar", "relion.joinstar"),
        new(14, "Subtract", "relion.subtract"), new(15, "PostProcess", "relion.postprocess"),
        new(16, "LocalRes", "relion.localres"), new(18, "InitialModel", "relion.initialmodel", IsRefine: true),
        new(19, "MultiBody", "relion.multibody", IsRefine: true), new(20, "Polish", "relion.polish"),
        new(21, "CtfRefine", "relion.ctfrefine"), new(22, "DynaMight", "dynamight"),
        new(23, "ModelAngelo", "modelangelo"), new(50, "ImportTomo", "relion.importtomo"),
        new(51, "PseudoSubtomo", "relion.pseudosubtomo"), new(52, "CtfRefineTomo", "relion.ctfrefinetomo"),
        new(53, "FrameAlignTomo", "relion.framealigntomo"),
        new(54, "ReconstructParticleTomo", "relion.reconstructparticletomo"),
        new(55, "AlignTiltSeries", "relion.aligntiltseries"), new(56, "Tomograms", "relion.reconstructtomograms"),
        new(57, "ExcludeTiltImages", "relion.excludetilts"), new(58, "Denoise", "relion.denoisetomo"),
        new(59, "Picks", "relion.picktomo"), new(99, "External", "relion.external"),
    ];

    /// <summary>The type of a number or a label; null for one that is not known.</summary>
    public static JobType? Find(string? text) =>
        text is null ? null
        : int.TryParse(text, out int number) ? All.FirstOrDefault(type => type.Number == number)
        : All.Where(type => text == type.Label || text.StartsWith(type.Label + ".", StringComparison.Ordinal))
            .FirstOrDefault();

    /// <summary>The type and the job's name that a path below a project tells, such as <c>Class3D/job012</c>.</summary>
    public static (JobType Type, string Job)? OfPath(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int at = parts.Length - 2; at >= 0; at--)
        {
            if (All.FirstOrDefault(type => type.Folder == parts[at]) is { } type)
            {
                return (type, $"{parts[at]}/{parts[at + 1]}");
            }
        }
        return null;
    }

    /// <summary>
    /// The type that a program's options make it: what each type has that the others have not (pipeline_jobs.cpp). Null
    /// for a continuation, whose options are in RELION's files.
    /// </summary>
    public static string? OfArguments(IReadOnlyList<string> arguments)
    {
        bool Has(string flag) => arguments.Contains(flag);
        return Has("--multibody_masks") ? "MultiBody"
            : Has(OptionTable.AutoRefine) ? "Refine3D"
            : Has("--denovo_3dref") ? "InitialModel"
            : Has(OptionTable.Continue) ? null
            : Has("--healpix_order") || Has(OptionTable.Reference) ? "Class3D"
            : "Class2D";
    }
}
