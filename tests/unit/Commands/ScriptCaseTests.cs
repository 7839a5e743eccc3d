using System.Diagnostics;
using System.Globalization;
using RelionPS.Builds.Building;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>What builds say, and what the template of RELION's GUI starts.</summary>
public sealed class ScriptCaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string[]> Messages => [.. CaseFolder.Rows("build-messages", "messages.tsv")];

    public static TheoryData<string[]> Commands => [.. CaseFolder.Rows("qsub-template", "commands.tsv")];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Case_build_messages_are_told_as_what_they_are(string[] row)
    {
        string log =
            $"[ 10%] Building\n{row[0]}\nCMake Error at x.cu.o.cmake:220 (message):\n  Error generating\n"
            + "make: *** [all] Error 2\n";
        RelionException error = BuildFaults.Compile("recipe", "/build", 2, log, "/log");
        Assert.Equal(row[1], error.Target);
        Assert.Contains(row[2], error.Message, StringComparison.Ordinal);
        if (error.ErrorId == "RelionBuildLibraryMissing") return;
        // The line itself, and not its echo before it.
        Assert.InRange(
            error.Message.IndexOf(row[0], StringComparison.Ordinal),
            0,
            error.Message.IndexOf("Error generating", StringComparison.Ordinal));
    }

    /// <summary>The GUI's replacements are those of pipeline_jobs.cpp, saveJobSubmissionScript, of 3.1.3.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Case_qsub_template_starts_the_number_that_the_GUI_says(string[] row)
    {
        using var session = new PowerShellSession();
        string template = string.Join('\n', session.Run(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Preset PlasmodiumRibosome "
            + "-NodeCount 2 -Mpi OpenMpi -Force 3>$null | Export-RelionScript -As QsubTemplate").Cast<string>());
        Assert.DoesNotContain("--allow-run-as-root", template, StringComparison.Ordinal);
        foreach ((string name, string value) in ((string, string)[])[
            ("mpinodes", row[0]), ("threads", "1"), ("cores", row[0]), ("name", "Job/job001/"), ("queue", "main"),
            ("outfile", "run.out"), ("errfile", "run.err"), ("extra1", "2"), ("extra2", "9"), ("command", row[1]),
        ])
        {
            template = template.Replace($"XXX{name}XXX", value, StringComparison.Ordinal);
        }
        const string Record = "#!/bin/sh\necho \"${0##*/} $*\" >> \"$RECORD\"\n";
        foreach (string program in (string[])["mpirun", "relion_refine_mpi", "relion_postprocess"])
        {
            TestProgram.Write(_folder, $"bin/{program}", Record);
        }
        TestProgram.Write(_folder, "bin/scontrol", "#!/bin/sh\necho n1\necho n2\n");
        var info = new ProcessStartInfo("bash", [_folder.Write("script", template)])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
        };
        info.Environment["PATH"] = $"{_folder.Combine("bin")}:/usr/bin:/bin";
        info.Environment["RECORD"] = _folder.Combine("record");
        info.Environment["SLURM_JOB_ID"] = "7";
        info.Environment["SLURM_JOB_NODELIST"] = "n[1-2]";
        using Process bash = Process.Start(info)!;
        string said = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        string started = Assert.Single(File.ReadAllLines(_folder.Combine("record")));
        Assert.EndsWith(row[2], started, StringComparison.Ordinal);
        int number = int.Parse(row[0], CultureInfo.InvariantCulture);
        Assert.Equal(number > 1, started.StartsWith("mpirun ", StringComparison.Ordinal));
        // 17 is the plan's own number: 2 nodes of 8 ranks, and the leader.
        Assert.Equal(number == 17, started.Contains("--map-by slot:PE=8", StringComparison.Ordinal));
        Assert.Equal(number == 5, said.Contains("not bound to cores", StringComparison.Ordinal));
    }
}
