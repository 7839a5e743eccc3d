using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>New-RelionRefineCommand -JobType, beside what RELION's own pipeliner makes of the job.</summary>
public sealed class JobTypeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresTheory("relion_pipeliner", "relion_refine")]
    [InlineData("Class2D", "")]
    [InlineData("InitialModel", "")]
    [InlineData("Class3D", "-Reference reference.mrc")]
    [InlineData("Refine3D", "-Reference reference.mrc")]
    public void A_job_is_what_the_pipeliner_on_this_machine_writes_into_its_note(string job, string parameters)
    {
        RelionInstallation relion = _session.One<RelionInstallation>(
            "Get-RelionInstallation (Get-Command relion_refine).Source");
        _session.Set("relion", relion);
        string[] gui = Pipeliner(job, parameters.Length > 0);
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 1 4 | New-RelionRefineCommand -Installation $relion -Force -Pool 3 -Thread 1 "
            + $"-JobType {job} {parameters} -InputStar particles.star -OutputRoot {job}/job001/run 3>$null");
        Assert.Equal(gui, command.Arguments);
    }

    /// <summary>
    /// The tokens of a job that the pipeliner adds and runs, with stand-ins for the programs that say at once that they
    /// are done.
    /// </summary>
    private string[] Pipeliner(string job, bool hasReference)
    {
        _folder.Write(
            "default_pipeline.star", "\n# version 30001\n\ndata_pipeline_general\n\n_rlnPipeLineJobCounter 1\n \n");
        _folder.Write("particles.star", "\ndata_optics\n\nloop_\n_rlnOpticsGroup #1\n1\n");
        _folder.Write("reference.mrc", "");
        foreach (string program in new[] { "relion_refine", "relion_refine_mpi" })
        {
            TestProgram.Write(_folder, $"bin/{program}", """
                #!/bin/sh
                while [ $# -gt 0 ]; do
                    [ "$1" = --pipeline_control ] && : > "$2/RELION_JOB_EXIT_SUCCESS"
                    shift
                done
                exit 0
                """);
        }
        string options = "Input images STAR file: == particles.star"
            + (hasReference ? ";Reference map: == reference.mrc" : "");
        Run("--addJob", job, "--addJobOptions", options);
        Run("--schedule", "once", "--RunJobs", $"{job}/job001/", "--sec_wait_after", "0");
        string line = File.ReadLines(_folder.Combine(job, "job001", "note.txt"))
            .Single(line => line.Contains("relion_refine", StringComparison.Ordinal));
        string[] tokens = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int first = Array.FindIndex(tokens, token => token.StartsWith("--", StringComparison.Ordinal));
        Assert.Equal("--pipeline_control", tokens[^2]);
        return tokens[first..^2];
    }

    private void Run(params string[] arguments)
    {
        ProcessOutcome outcome = ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require("relion_pipeliner"), arguments)
            {
                WorkingDirectory = _folder.Path,
                CaptureText = true,
                Environment =
                [
                    new("PATH", $"{_folder.Combine("bin")}:{Environment.GetEnvironmentVariable("PATH")}"),
                    new("DISPLAY", ""),
                ],
            },
            CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, outcome.StandardError + outcome.StandardOutput);
    }
}
