using System.Globalization;
using System.Text;

namespace RelionPS.Testing;

/// <summary>
/// A scaled stand-in for the guide's benchmark as it is published: the same names, two sets of stacks, a STAR file of
/// the old kind.
/// </summary>
internal static class RibosomeTree
{
    public static readonly string[] Stacks = ["Particles/MRC_0601/set1.mrcs", "Particles/MRC_1901/set2.mrcs"];

    private const string Labels = """

        data_images

        loop_
        _rlnImageName #1
        _rlnMicrographName #2
        _rlnDefocusU #3
        _rlnDefocusV #4
        _rlnDefocusAngle #5
        _rlnVoltage #6
        _rlnSphericalAberration #7
        _rlnAmplitudeContrast #8
        _rlnMagnification #9
        _rlnDetectorPixelSize #10

        """;

    /// <summary>Writes the tree with images that show nothing.</summary>
    public static void Write(TemporaryFolder folder, string top)
    {
        foreach (string stack in Stacks)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.Combine(top, stack))!);
            TinyInput.WriteMap(folder.Combine(top, stack), sections: 2, isStack: true);
        }
        TinyInput.WriteMap(folder.Combine(top, "emd_2660.map"), TinyInput.Box, isStack: false);
        WriteStar(folder, top, [(1, 10000), (2, 12000), (1, 14000), (2, 16000)], pixelSize: 100);
    }

    /// <summary>Writes <c>shiny_2sets.star</c>: the first half of the images is of the first stack.</summary>
    public static string WriteStar(
        TemporaryFolder folder, string top, IReadOnlyList<(int Image, double Defocus)> images, double pixelSize)
    {
        var text = new StringBuilder(Labels.ReplaceLineEndings("\n"));
        for (int index = 0; index < images.Count; index++)
        {
            string stack = Stacks[2 * index / images.Count];
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"{images[index].Image:D6}@{stack} mic{index / 12 + 1}.mrc {images[index].Defocus} "
                + $"{images[index].Defocus} 0 300 2.7 0.1 10000 {pixelSize}\n"));
        }
        return folder.Write($"{top}/Particles/shiny_2sets.star", text.ToString());
    }
}
