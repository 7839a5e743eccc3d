using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Slurm;

/// <summary>Asks Slurm's accounting for the energy of a job.</summary>
internal static class SlurmEnergy
{
    private const string Raw = "sacct ConsumedEnergyRaw", Text = "sacct ConsumedEnergy";

    /// <summary>
    /// Slurm's "no value" of 64 bits (slurm.h, NO_VAL64), which old versions print, is above it; no job's energy is.
    /// </summary>
    private const double NoValue = 1e18;

    /// <summary>Prefixes of ConsumedEnergy, which are of a thousand each.</summary>
    private const string Prefixes = "KMGTP";

    /// <summary>The energy; where there is none, why.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<JobEnergy> ReadAsync(long id, IReporter reporter, CancellationToken cancellationToken)
    {
        string text = id.ToString(CultureInfo.InvariantCulture);
        try
        {
            string output = await SlurmClient.RunAsync(
                "sacct",
                [
                    "--noheader", "--parsable2", "--noconvert",
                    "--format=JobIDRaw,ConsumedEnergyRaw,ConsumedEnergy,ElapsedRaw,NNodes", "--jobs", text,
                ],
                reporter, cancellationToken).ConfigureAwait(false);
            JobEnergy energy = Parse(output, text);
            string? kind = await KindAsync(reporter, cancellationToken).ConfigureAwait(false);
            return energy with
            {
                Source = kind is null ? energy.Source : $"{energy.Source} ({kind})",
                Note = energy is { Note: not null, NodeCount: not null } && kind is not null
                    ? $"{energy.Note}; the site's AcctGatherEnergyType is {kind}"
                    : energy.Note,
            };
        }
        catch (RelionException exception)
        {
            reporter.Debug(exception.Message);
            return new JobEnergy { Source = Raw, Note = exception.Message };
        }
    }

    /// <summary>
    /// What sacct prints of a job: a line for the job, and one for each of its steps. The job's own counts; where it
    /// has none, that of the step on most nodes that ran longest. Steps are never summed: each has the energy of its
    /// nodes, and several run on one node at once.
    /// </summary>
    internal static JobEnergy Parse(string output, string id)
    {
        Row[] rows = [.. output.Split('\n').Select(Row.Of).OfType<Row>().Where(row => row.Id.Split('.')[0] == id)];
        if (rows.Length == 0) return new JobEnergy { Source = Raw, Note = $"sacct knows no job {id}" };
        Row told = rows.Where(row => row.Joules is not null)
            .OrderByDescending(row => row.Id == id)
            .ThenByDescending(row => row.Nodes)
            .ThenByDescending(row => row.Seconds)
            .FirstOrDefault() ?? rows[0];
        return new JobEnergy
        {
            Source = told.Source,
            Joules = told.Joules,
            Seconds = told.Seconds,
            NodeCount = told.Nodes,
            Note = told.Joules is null ? $"sacct has no energy of job {id}, or 0" : null,
        };
    }

    /// <summary>What measures energy on the site's nodes; null where it is not said.</summary>
    private static async Task<string?> KindAsync(IReporter reporter, CancellationToken cancellationToken)
    {
        string output = await SlurmClient.RunAsync("scontrol", ["show", "config"], reporter, cancellationToken)
            .ConfigureAwait(false);
        return output.Split('\n')
            .Where(line => line.StartsWith("AcctGatherEnergyType", StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)[^1].Trim())
            .FirstOrDefault(value => value.Length > 0);
    }

    /// <summary>A line of sacct.</summary>
    private sealed record Row(string Id, double? Joules, string Source, double? Seconds, int? Nodes)
    {
        public static Row? Of(string line)
        {
            if (line.Trim().Split('|') is not [var id, var raw, var text, var elapsed, var nodes]) return null;
            double? joules = Joule(raw);
            return new Row(
                id,
                joules ?? Joule(text),
                joules is null && Joule(text) is not null ? SlurmEnergy.Text : Raw,
                double.TryParse(elapsed, NumberStyles.None, CultureInfo.InvariantCulture, out double time) && time > 0
                    ? time
                    : null,
                int.TryParse(nodes, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
                    ? count
                    : null);
        }

        /// <summary>Joules, with a prefix or without; null for what no node takes.</summary>
        private static double? Joule(string text)
        {
            int prefix = text.Length > 0 ? Prefixes.IndexOf(text[^1], StringComparison.Ordinal) : -1;
            bool isNumber = double.TryParse(
                prefix < 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out double number);
            double joules = number * Math.Pow(1000, prefix + 1);
            return isNumber && joules is > 0 and < NoValue ? joules : null;
        }
    }
}
