using RelionPS.Data.Mrc;

namespace RelionPS.Testing;

/// <summary>
/// Two particles of 8 pixels, with their stack, and a reference to match: as little as the checks before a run let
/// through.
/// </summary>
internal static class TinyInput
{
    public const int Box = 8;

    public const string Star = """

        # version 30001

        data_optics

        loop_
        _rlnOpticsGroupName #1
        _rlnOpticsGroup #2
        _rlnVoltage #3
        _rlnSphericalAberration #4
        _rlnAmplitudeContrast #5
        _rlnImagePixelSize #6
        _rlnImageSize #7
        _rlnImageDimensionality #8
        opticsGroup1 1 300.0 2.7 0.1 100.0 8 2

        # version 30001

        data_particles

        loop_
        _rlnImageName #1
        _rlnMicrographName #2
        _rlnOpticsGroup #3
        _rlnDefocusU #4
        _rlnDefocusV #5
        _rlnDefocusAngle #6
        1@images.mrcs mic1.mrc 1 10000 10000 0
        2@images.mrcs mic2.mrc 1 12000 12000 0

        """;

    /// <summary>
    /// Writes the STAR file, the stack and the reference; a pixel is 100 ångström, so that any particle diameter fits.
    /// </summary>
    public static void Write(TemporaryFolder folder, string starPath, string referencePath)
    {
        folder.Write(starPath, Star);
        WriteMap(folder.Combine("images.mrcs"), sections: 2, isStack: true);
        WriteMap(folder.Combine(referencePath), sections: Box, isStack: false);
    }

    /// <summary>A map or stack whose values have mean 0 and deviation 1.</summary>
    public static void WriteMap(string path, int sections, bool isStack, int box = Box, double pixelSize = 100)
    {
        using var writer = new MrcWriter(
            path,
            new MrcHeader { Columns = box, Rows = box, Sections = sections, PixelSize = pixelSize, IsStack = isStack });
        float[] values = [.. Enumerable.Range(0, box * box).Select(index => (index + index / box) % 2 == 0 ? 1f : -1f)];
        for (int section = 0; section < sections; section++) writer.WriteSection(values);
        writer.Complete();
    }
}
