using RelionPS.Builds.Toolchains;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>
/// Does RELION find particles in the file at all? Read from heads: the labels, the blocks' names and the first row.
/// </summary>
internal static class ParticleTable
{
    /// <summary>The number of files of RELION 3.1 and 4.0 (metadata_table.h, CURRENT_MDT_VERSION).</summary>
    private const int OpticsVersion = 30001;

    public static RuleResult Check(RunInput input) =>
        Answer.Readable(input.Particles, OptionTable.Input, star => star switch
        {
            { HasCarriageReturns: true } =>
                Fail(
                    star,
                    "lines with carriage returns",
                    "take them out: sed -i 's/\\r$//'; RELION finds no table by name over them"),
            _ when !star.InputStar.EndsWith(".star", StringComparison.Ordinal) =>
                Fail(star, "a name without .star", "name the file .star: RELION takes it for an image"),
            _ when !star.Labels.Contains("rlnImageName") =>
                Fail(
                    star,
                    "no rlnImageName",
                    "these are coordinates, extract particles first; RELION ends with a segmentation fault"),
            { HasOptics: true, TableName: not "particles" } =>
                Fail(
                    star,
                    $"data_{star.TableName}",
                    "name the block data_particles: RELION reads no other beside data_optics"),
            { HasOptics: true, OpticsGroupCount: 0 } =>
                Fail(star, "no optics group", "take the file from a job of RELION, or add a row to data_optics"),
            { IsEmpty: true } =>
                Fail(
                    star,
                    "no particles",
                    "select again: the table has no row, and RELION ends with a segmentation fault"),
            { HasOptics: false, TableVersion: >= OpticsVersion } when IsOfOptics(input) =>
                Fail(
                    star,
                    "no data_optics",
                    "add the optics table that belongs to the particles: the file's version says it has one"),
            { StarGeneration: "3.0" } => new RuleResult(FindingStatus.Warn, "3.0, no optics table", star.InputStar),
            _ => new RuleResult(FindingStatus.Pass, star.StarGeneration, star.InputStar),
        });

    /// <summary>
    /// 5.0 has another number for its own files, and converts those of 3.1 as it does older ones (star_converter.cpp).
    /// </summary>
    private static bool IsOfOptics(RunInput input) =>
        input.Version is not { } version || version < ToolVersion.Parse("5.0");

    private static RuleResult Fail(RelionDataset star, string found, string remedy) =>
        new(FindingStatus.Fail, found, star.InputStar, remedy);
}
