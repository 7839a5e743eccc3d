using System.Management.Automation;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Data.Star;

namespace RelionPS.Commands;

/// <summary>Get-RelionStarTable: the rows of a STAR table, one object a row, as they are read.</summary>
[Cmdlet(VerbsCommon.Get, "RelionStarTable", DefaultParameterSetName = "Path")]
[OutputType(typeof(PSObject))]
public sealed class GetRelionStarTableCommand : FileCommandBase
{
    /// <summary>
    /// The block's name without <c>data_</c>; the first one that is not <c>optics</c> where none is given.
    /// </summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(StarBlockCompleter))]
    public string? Block { get; set; }

    /// <summary>Labels, wildcards allowed, with or without their underscore; all by default.</summary>
    [Parameter(Position = 2)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StarColumnCompleter))]
    public string[] Column { get; set; } = ["*"];

    /// <summary>Only so many rows; the rest of the file is not read.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long First { get; set; } = long.MaxValue;

    private protected override void Read(string path)
    {
        using StarFile file = StarFile.Open(path, StopToken);
        StarBlock block = Choose(file);
        if (block.IsTable) WriteRows(file, block);
        else WritePairs(file, block);
    }

    private StarBlock Choose(StarFile file)
    {
        if (Block is not null)
        {
            return file.Get(Block.StartsWith("data_", StringComparison.Ordinal) ? Block[5..] : Block);
        }
        StarBlock? block = file.ReadBlock();
        if (block?.Name == "optics") block = file.ReadBlock() ?? block;
        return block ?? file.Get("");
    }

    private void WriteRows(StarFile file, StarBlock block)
    {
        IReadOnlyList<string> labels = Chosen(file, block, block.Labels);
        long left = First;
        foreach (object[] values in new StarRows(file, block, labels).Read())
        {
            if (left-- == 0) return;
            StopToken.ThrowIfCancellationRequested();
            var row = new PSObject();
            for (int i = 0; i < values.Length; i++) row.Properties.Add(new PSNoteProperty(labels[i], values[i]));
            WriteObject(row);
        }
    }

    /// <summary>A block of pairs is one row.</summary>
    private void WritePairs(StarFile file, StarBlock block)
    {
        block.RefuseFaults();
        var row = new PSObject();
        foreach (string label in Chosen(file, block, block.PairLabels))
        {
            row.Properties.Add(
                new PSNoteProperty(
                    label,
                    StarLabels.ValueOf(
                        StarLabels.TypeOf(label), System.Text.Encoding.UTF8.GetBytes(block.Text(label)))));
        }
        WriteObject(row);
    }

    private IReadOnlyList<string> Chosen(StarFile file, StarBlock block, IReadOnlyList<string> labels)
    {
        var chosen = new List<string>();
        foreach (string wanted in Column.Select(column => column.TrimStart('_')))
        {
            WildcardPattern pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
            string[] found = [.. labels.Where(label => pattern.IsMatch(label) && !chosen.Contains(label))];
            if (found.Length == 0
                && !WildcardPattern.ContainsWildcardCharacters(wanted)
                && !chosen.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            {
                throw StarErrors.StarLabelMissing(
                    file.Path, block.Name, wanted, labels.Count > 0 ? string.Join(", ", labels) : "none");
            }
            chosen.AddRange(found);
        }
        return chosen;
    }
}
