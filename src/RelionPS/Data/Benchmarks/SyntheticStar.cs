using RelionPS.Data.Star;

namespace RelionPS.Data.Benchmarks;

/// <summary>The particles' tables, in the format of RELION 3.1: optics groups and particles.</summary>
internal static class SyntheticStar
{
    private const double VoltageKilovolts = 300;
    private const double SphericalAberrationMillimetres = 2.7;
    private const double AmplitudeContrast = 0.1;

    /// <summary>
    /// RELION estimates intensity scales per micrograph, which takes more than a few particles of each.
    /// </summary>
    private const int ParticlesPerMicrograph = 50;

    private static readonly string[] ImageLabels =
        ["rlnImageName", "rlnMicrographName", "rlnOpticsGroup", "rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle"];

    private static readonly string[] PoseLabels =
    [
        "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi", "rlnOriginXAngst", "rlnOriginYAngst",
    ];

    /// <summary>
    /// Writes the table, with or without the true orientations and shifts; a refinement gets the one without.
    /// </summary>
    public static void Write(string path, string stackName, SyntheticParameters parameters, bool withPoses)
    {
        using StreamWriter file = StarWriter.CreateFile(path);
        var star = new StarWriter(file);
        star.BeginTable(
            "optics", "rlnOpticsGroupName", "rlnOpticsGroup", "rlnMicrographOriginalPixelSize", "rlnVoltage",
            "rlnSphericalAberration",
            "rlnAmplitudeContrast",
            "rlnImagePixelSize",
            "rlnImageSize",
            "rlnImageDimensionality");
        star.WriteRow("opticsGroup1", 1, parameters.PixelSize, VoltageKilovolts,
            SphericalAberrationMillimetres, AmplitudeContrast, parameters.PixelSize, parameters.BoxSize, 2);
        star.EndTable();

        star.BeginTable("particles", withPoses ? [.. ImageLabels, .. PoseLabels] : ImageLabels);
        int micrographs = Math.Max(1, parameters.ParticleCount / ParticlesPerMicrograph);
        for (int index = 0; index < parameters.ParticleCount; index++)
        {
            SyntheticPose pose = SyntheticPose.Create(parameters, index);
            long micrograph = (long)index * micrographs / parameters.ParticleCount + 1;
            object[] image =
            [
                FormattableString.Invariant($"{index + 1:D6}@{stackName}"),
                FormattableString.Invariant($"micrograph{micrograph:D4}.mrc"), 1,
                pose.DefocusU, pose.DefocusV, pose.DefocusAngle,
            ];
            star.WriteRow(withPoses ? [.. image, pose.Rot, pose.Tilt, pose.Psi, pose.ShiftX, pose.ShiftY] : image);
        }
        star.EndTable();
    }
}
