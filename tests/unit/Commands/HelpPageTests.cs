using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RelionPS.Testing;
using YamlDotNet.Serialization;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Code, pages and help file say the same of each parameter: its type, sets, positions, aliases and default. Mend a
/// difference with <c>build.ps1 -Task Docs</c>.
/// </summary>
public sealed partial class HelpPageTests : IDisposable
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly PowerShellSession _session = new();
    private readonly Dictionary<string, XElement> _helpFile = XDocument
        .Load(Path.Combine(RepositoryPaths.Root, "en-US", "RelionPS.dll-Help.xml"))
        .Descendants(Command + "command")
        .ToDictionary(command => command.Element(Command + "details")!.Element(Command + "name")!.Value);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Pages_tell_each_parameter_as_the_code_has_it()
    {
        IEnumerable<string> told = Commands().SelectMany(command => Parameters(Page(command.Name)).Select(
            parameter => $"{command.Name} -{parameter.Key} {parameter.Value}"));
        Assert.Equal(
            Commands().SelectMany(command => Own(command).Select(
                parameter => $"{command.Name} -{parameter.Name} {InCode(parameter)}")).Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_help_file_tells_each_parameter_as_the_code_has_it()
    {
        Assert.All(Commands(), command =>
        {
            XElement help = _helpFile[command.Name];
            Dictionary<string, XElement> told = help.Element(Command + "parameters")!.Elements(Command + "parameter")
                .ToDictionary(parameter => parameter.Element(Maml + "name")!.Value);
            Assert.Equal(
                Own(command).Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
                told.Keys.Order(StringComparer.Ordinal));
            Assert.All(Own(command), parameter =>
            {
                XElement element = told[parameter.Name];
                Assert.Equal(
                    parameter.ParameterType.ToString(), element.Element(Dev + "type")!.Element(Maml + "name")!.Value);
                Assert.Equal(
                    parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases),
                    element.Attribute("aliases")!.Value);
                Assert.Equal(
                    parameter.ParameterSets.Values.Any(set => set.IsMandatory),
                    (bool)element.Attribute("required")!);
                Assert.NotEqual("", element.Element(Maml + "description")?.Value ?? "");
            });
            Assert.Equal(
                command.ParameterSets.Select(set => set.Parameters
                    .Select(parameter => parameter.Name).Where(name => !Cmdlet.CommonParameters.Contains(name))
                    .Order(StringComparer.Ordinal).ToArray()).Select(Joined).Order(StringComparer.Ordinal),
                help.Element(Command + "syntax")!.Elements(Command + "syntaxItem").Select(
                    item => Joined(item.Elements(Command + "parameter")
                        .Select(parameter => parameter.Element(Maml + "name")!.Value)
                        .Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Pages_and_help_file_say_the_same_of_what_a_parameter_is_and_where_it_is_left_out()
    {
        Assert.All(Commands(), command =>
        {
            string page = Page(command.Name);
            Assert.Equal(
                Section(page, "SYNOPSIS"),
                _helpFile[command.Name].Element(Command + "details")!.Element(Maml + "description")!.Value.Trim());
            Dictionary<string, XElement> told = _helpFile[command.Name].Element(Command + "parameters")!
                .Elements(Command + "parameter").ToDictionary(one => one.Element(Maml + "name")!.Value);
            Assert.All(Blocks(page), block =>
            {
                Assert.Equal(
                    Squeezed(block.Text), Squeezed(told[block.Name].Element(Maml + "description")!.Value));
                Assert.Equal(block.Yaml["DefaultValue"], told[block.Name].Element(Dev + "defaultValue")!.Value);
            });
        });
    }

    [Fact]
    public void Defaults_are_those_of_the_code()
    {
        Assert.All(Commands(), command =>
        {
            object made = Activator.CreateInstance(((CmdletInfo)command).ImplementingType)!;
            Assert.All(Blocks(Page(command.Name)), block =>
            {
                if (Default(made, block.Name) is { } value)
                {
                    Assert.Equal($"{command.Name} -{block.Name} {value}",
                        $"{command.Name} -{block.Name} {block.Yaml["DefaultValue"]}");
                }
            });
        });
    }

    [Fact]
    public void Pages_are_of_the_schema_of_2024() => Assert.All(
        Commands(),
        command => Assert.Contains(
            "PlatyPS schema version: 2024-05-01\n", Page(command.Name), StringComparison.Ordinal));

    [Fact]
    public void Nothing_is_left_to_fill_in() => Assert.All(
        Commands(),
        command => Assert.DoesNotContain("{{", Page(command.Name), StringComparison.Ordinal));

    [Fact]
    public void No_mark_of_Markdown_is_escaped() => Assert.All(
        Commands(),
        command =>
        {
            Assert.DoesNotContain(@"\`", Page(command.Name), StringComparison.Ordinal);
            Assert.DoesNotContain(@"\`", _helpFile[command.Name].Value, StringComparison.Ordinal);
        });

    /// <summary>More than sixty parameters are found by their purpose, not by the alphabet.</summary>
    [Fact]
    public void The_planners_page_groups_each_of_its_parameters_once()
    {
        CommandInfo planner = Commands().Single(command => command.Name == "New-RelionRefineCommand");
        string[] lines = Page(planner.Name).Split('\n');
        int begin = Array.IndexOf(lines, "The parameters, by what they say:");
        Assert.Equal(
            Own(planner).Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            lines[(begin + 2)..Array.IndexOf(lines, "", begin + 2)]
                .SelectMany(line => ParameterName().Matches(line)).Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"`-(\w+)")]
    private static partial Regex ParameterName();

    private static IEnumerable<ParameterMetadata> Own(CommandInfo command) =>
        command.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    /// <summary>Type, aliases, wildcards, and each set with its position and where its value comes from.</summary>
    private static string InCode(ParameterMetadata parameter)
    {
        IEnumerable<string> sets = parameter.ParameterSets.Select(set => string.Join(
            ' ',
            set.Key == ParameterAttribute.AllParameterSets ? "(All)" : set.Key,
            set.Value.Position < 0 ? "Named" : set.Value.Position.ToString(CultureInfo.InvariantCulture),
            set.Value.IsMandatory,
            set.Value.ValueFromPipeline,
            set.Value.ValueFromPipelineByPropertyName));
        return string.Join(
            " | ",
            sets.Order(StringComparer.Ordinal)
                .Prepend(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any().ToString())
                .Prepend(string.Join(", ", parameter.Aliases))
                .Prepend(parameter.ParameterType.ToString()));
    }

    private static IEnumerable<KeyValuePair<string, string>> Parameters(string page) => Blocks(page).Select(block =>
    {
        IEnumerable<string> sets = ((List<object>)block.Yaml["ParameterSets"])
            .Cast<Dictionary<object, object>>().Select(set => string.Join(
                ' ',
                set["Name"],
                set["Position"],
                bool.Parse((string)set["IsRequired"]),
                bool.Parse((string)set["ValueFromPipeline"]),
                bool.Parse((string)set["ValueFromPipelineByPropertyName"])));
        return KeyValuePair.Create(block.Name, string.Join(
            " | ",
            sets.Order(StringComparer.Ordinal)
                .Prepend(bool.Parse((string)block.Yaml["SupportsWildcards"]).ToString())
                .Prepend(string.Join(", ", (List<object>)block.Yaml["Aliases"]))
                .Prepend((string)block.Yaml["Type"])));
    });

    /// <summary>
    /// The value that a command's property has before it is bound, as text; null where that says nothing, since the
    /// command asks whether it was bound.
    /// </summary>
    private static string? Default(object command, string name)
    {
        object? value = command.GetType().GetProperty(name)?.GetValue(command);
        return value switch
        {
            SwitchParameter => "False",
            null or "" or long.MaxValue => null,
            int[] { Length: > 3 } many when value.GetType() == typeof(int[]) =>
                string.Create(CultureInfo.InvariantCulture, $"{many[0]} to {many[^1]}"),
            Array { Length: 0 } => null,
            Array many => string.Join(", ", many.Cast<object>().Select(Text)),
            ValueType number when number.Equals(Activator.CreateInstance(number.GetType())) => null,
            _ => Text(value),
        };
    }

    private static string Text(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    private static IEnumerable<(string Name, string Text, Dictionary<string, object> Yaml)> Blocks(string page)
    {
        IDeserializer yaml = new DeserializerBuilder().Build();
        foreach (Match match in ParameterBlock().Matches(Section(page, "PARAMETERS")))
        {
            yield return (
                match.Groups["name"].Value,
                match.Groups["text"].Value,
                yaml.Deserialize<Dictionary<string, object>>(match.Groups["yaml"].Value));
        }
    }

    private static string Section(string page, string name)
    {
        int start = page.IndexOf($"\n## {name}\n", StringComparison.Ordinal) + name.Length + 5;
        int end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return page[start..(end < 0 ? page.Length : end)].Trim();
    }

    private static string Squeezed(string text) => Blanks().Replace(text, "");

    private static string Joined(IEnumerable<string> names) => string.Join(' ', names);

    private static string Page(string command) =>
        File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "en-US", $"{command}.md"));

    private IReadOnlyList<CommandInfo> Commands() =>
        [.. _session.Run("Get-Command -Module RelionPS").Cast<CommandInfo>()];

    [GeneratedRegex(
        @"^### -(?<name>\w+)\n(?<text>.*?)```yaml\n(?<yaml>.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ParameterBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
