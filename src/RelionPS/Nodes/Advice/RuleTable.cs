using System.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// The page about_RelionPS_Rules, made from the rules themselves; a test holds that it is up to date.
/// </summary>
internal static class RuleTable
{
    public static string Markdown()
    {
        var page = new StringBuilder();
        page.Append(
            "# about_RelionPS_Rules\n\n## SHORT DESCRIPTION\n\nThe rules that Test-RelionNode applies, made from the "
            + "module's own tables.\n\n## LONG DESCRIPTION\n\n");
        page.Append(
            "A recommendation of the tuning guide names its section. `field` marks what clusters practise and the "
            + "guide does not mention.\n");
        page.Append(
            "A recommendation of the guide that a node does not meet fails. One of the field warns, or fails where a "
            + "run would break.\n");
        page.Append(
            "A site changes a threshold, switches a rule off, or adds rules of its own with `-RulePath`; see "
            + "Test-RelionNode.\n\n");
        page.Append("| Rule | Category | Section | Wanted | Why | Remedy |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (NodeRule rule in NodeRuleSet.BuiltIn)
        {
            Row(page, rule.Id, rule.Category, rule.Source, rule.WantedText, rule.Why, rule.Remedy);
        }
        Row(
            page,
            Homogeneity.Id,
            Homogeneity.Category,
            Homogeneity.Source,
            Homogeneity.Wanted,
            Homogeneity.Why,
            Homogeneity.Remedy);
        page.Append(
            "\nMemory and disks are counted in decimal gigabytes, as they are sold: a node of 256 GB shows some 251 "
            + "GiB to the kernel, and passes.\n");
        return page.ToString();
    }

    private static void Row(StringBuilder page, params string[] cells) =>
        page
            .Append("| ")
            .AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))
            .Append(" |\n");
}
