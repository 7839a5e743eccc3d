using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RelionPS.Testing;

/// <summary>
/// What a page's style sheet makes of its elements: colours of texts and what they stand on. It knows the selectors
/// that a report's sheet uses, and fails on others.
/// </summary>
internal sealed partial class PageStyle
{
    private readonly List<Rule> _rules = [];

    /// <param name="page">The page with its style.</param>
    /// <param name="media">Conditions of <c>@media</c> that hold, as the sheet writes them.</param>
    public PageStyle(XDocument page, params string[] media)
    {
        string sheet = Comment().Replace(page.Descendants("style").Single().Value, "");
        foreach (Match block in Block().Matches(sheet))
        {
            string condition = block.Groups["media"].Value.Trim();
            if (condition.Length == 0) Add(block.Groups["rule"].Value);
            else if (media.Contains(condition)) Add(block.Groups["inner"].Value);
        }
        Assert.True(_rules.Count > 0, "no rules");
    }

    /// <summary>A variable's colour.</summary>
    public string Variable(string name) => _rules
        .Where(rule => rule.Selector == ":root")
        .SelectMany(rule => rule.Declarations)
        .Last(one => one.Name == name).Value;

    /// <summary>The colour of an element's text.</summary>
    public string Colour(XElement element) => Nearest(element, "color");

    /// <summary>What the element stands on.</summary>
    public string Background(XElement element) => Nearest(element, "background", "background-color");

    /// <summary>A colour of a style attribute or a sheet, as <c>#rrggbb</c>.</summary>
    public string Resolve(string value)
    {
        Match variable = VariableUse().Match(value);
        string colour = variable.Success ? Variable(variable.Groups[1].Value) : value;
        Assert.Matches("^#[0-9a-f]{6}$", colour);
        return colour;
    }

    /// <summary>Ratio of contrast of two colours (WCAG 2.1, "contrast ratio" and "relative luminance").</summary>
    public static double Contrast(string one, string other)
    {
        double first = Luminance(one), second = Luminance(other);
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts =
        [
            .. Enumerable.Range(0, 3)
                .Select(part => Convert.ToInt32(colour.Substring(1 + (2 * part), 2), 16) / 255.0)
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private string Nearest(XElement element, params string[] names)
    {
        foreach (XElement one in element.AncestorsAndSelf())
        {
            (string Name, string Value)? found = _rules
                .Where(rule => Matches(one, rule.Selector))
                .OrderBy(rule => Weight(rule.Selector))
                .SelectMany(rule => rule.Declarations)
                .Where(declaration => names.Contains(declaration.Name))
                .Where(declaration => !declaration.Value.Contains("gradient", StringComparison.Ordinal))
                .Where(declaration => declaration.Value is not ("inherit" or "transparent"))
                .Select(declaration => ((string, string)?)declaration)
                .LastOrDefault();
            if (found is { } known)
            {
                return known.Value == "currentColor" ? Colour(one) : Resolve(known.Value);
            }
        }
        throw new InvalidOperationException($"Nothing gives {element.Name} a {names[0]}.");
    }

    private void Add(string rules)
    {
        foreach (Match rule in Plain().Matches(rules))
        {
            (string, string)[] declarations =
            [
                .. rule.Groups["body"].Value.Split(';', StringSplitOptions.TrimEntries)
                    .Where(text => text.Contains(':'))
                    .Select(text => text.Split(':', 2, StringSplitOptions.TrimEntries))
                    .Select(parts => (parts[0], parts[1])),
            ];
            foreach (string selector in rule.Groups["selector"].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                _rules.Add(new Rule(selector, declarations));
            }
        }
    }

    private static bool Matches(XElement element, string selector)
    {
        // Widths and paddings alone.
        if (selector.Contains(":has(", StringComparison.Ordinal) || selector.Contains('+')) return false;
        string[] parts =
        [
            .. selector.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ">"),
        ];
        if (!MatchesOne(element, parts[^1])) return false;
        IEnumerable<XElement> above = element.Ancestors();
        for (int part = parts.Length - 2; part >= 0; part--)
        {
            if (above.FirstOrDefault(one => MatchesOne(one, parts[part])) is not { } found) return false;
            above = found.Ancestors();
        }
        return true;
    }

    private static bool MatchesOne(XElement element, string part)
    {
        if (part == "*") return true;
        if (part == ":root") return element.Parent is null;
        if (part.Contains(":hover", StringComparison.Ordinal) || part.Contains(":focus", StringComparison.Ordinal)
            || part.Contains("::", StringComparison.Ordinal))
        {
            return false;
        }
        Match match = Compound().Match(part);
        Assert.True(match.Success, $"The selector {part} is not known.");
        string[] classes = ReportPage.Kind(element).Split(' ');
        return (match.Groups["tag"].Value is "" || match.Groups["tag"].Value == element.Name.LocalName)
            && match.Groups["class"].Captures.All(name => classes.Contains(name.Value))
            && (!match.Groups["first"].Success || !element.ElementsBeforeSelf().Any());
    }

    /// <summary>Classes count more than tags.</summary>
    private static int Weight(string selector) =>
        (100 * selector.Count(letter => letter is '.' or ':')) + selector.Split(' ').Count(part => part[0] is not '.');

    private sealed record Rule(string Selector, (string Name, string Value)[] Declarations);

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"@media\s*(?<media>[^{]+)\{(?<inner>(?:[^{}]+\{[^{}]*\})*)\s*\}|(?<rule>[^{}@]+\{[^{}]*\})")]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<selector>[^{}]+)\{(?<body>[^{}]*)\}")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?<tag>[a-z0-9]*)(\.(?<class>[a-z0-9]+))*(?<first>:first-child)?$")]
    private static partial Regex Compound();

    [GeneratedRegex(@"^var\((--[a-z0-9-]+)")]
    private static partial Regex VariableUse();
}
