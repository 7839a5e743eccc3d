using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The programs: what they were built with, and what they can do.</summary>
internal sealed class BuildSection : IReportSection
{
    public string Title => "Build";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        foreach (BuildResult build in content.Of<BuildResult>())
        {
            yield return new FactsBlock(
                [
                    ("Recipe", build.Recipe),
                    .. Facts(build.Installation),
                    (
                        "Time",
                        string.Create(CultureInfo.InvariantCulture,
                            $"{build.ConfigureTime.TotalSeconds:0} s to configure, {build.CompileTime.TotalSeconds:0} "
                            + $"s to compile with {build.Jobs} jobs")),
                    ("Record", build.RecordPath),
                ]);
            yield return new CodeBlock("CMake was told", BashQuoting.Join(["cmake", .. build.CMakeArguments]));
        }
        foreach (RelionInstallation installation in content.Of<RelionInstallation>())
        {
            yield return new FactsBlock(Facts(installation));
        }
    }

    private static List<(string, string)> Facts(RelionInstallation program) =>
    [
        ("Program", program.Path),
        ("RELION", program.Version ?? "Unknown"),
        ("Precision", program.Precision ?? "Unknown"),
        (
            "Accelerated CPU code",
            program.HasAltCpu switch { true => "built in", false => "not built in", null => "Unknown" }),
        ("Instruction set", program.InstructionSet ?? "Unknown"),
        (
            "Libraries",
            Quantity.List(new[] { program.Mpi, program.Fft, program.Tbb }.Where(library => library is not null))),
        ("SHA-256", program.Sha256 ?? "Unknown"),
    ];
}
