using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>What holds for the module as a whole.</summary>
public sealed class ModuleTests : IDisposable
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly HashSet<string> Common = [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters];

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Module_imports_into_the_real_engine_without_errors()
    {
        Assert.Single(_session.Run("Get-Module RelionPS"));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Every_library_that_is_shipped_has_its_notice_with_its_version_and_licence()
    {
        string[] notices = File.ReadAllText(
            Path.Combine(RepositoryPaths.Root, "THIRD-PARTY-NOTICES.md")).Split("\n## ");
        string[] libraries = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "bin", "lib"), "*.dll");
        Assert.True(libraries.Length > 1);
        Assert.All(libraries.Where(path => Path.GetFileName(path) != "RelionPS.Libraries.dll"), path =>
        {
            string notice = Assert.Single(notices, text => text.Contains($"`{Path.GetFileName(path)}`"));
            Assert.Contains($" {AssemblyName.GetAssemblyName(path).Version!.ToString(3)} (", notice);
            Assert.Contains("Copyright", notice);
            Assert.Contains("MIT licence", notice);
            Assert.Contains("The above copyright notice and this permission notice shall be included", notice);
        });
        Assert.Empty(Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "bin"), "*.dll")
            .Select(Path.GetFileName).Except(["RelionPS.dll"]));
    }

    [Fact]
    public void The_manifest_exports_every_command_of_the_assembly_and_no_alias()
    {
        IEnumerable<string> written = typeof(RelionException).Assembly.GetTypes()
            .Select(
                type => type
                    .GetCustomAttributes(typeof(CmdletAttribute), false)
                    .Cast<CmdletAttribute>()
                    .SingleOrDefault())
            .OfType<CmdletAttribute>()
            .Select(attribute => $"{attribute.VerbName}-{attribute.NounName}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(written, Commands().Select(command => command.Name).Order(StringComparer.Ordinal));
        Assert.Empty(_session.Run("Get-Command -Module RelionPS -CommandType Alias, Function"));
    }

    [Fact]
    public void Verbs_are_approved_and_nouns_are_singular_relion_nouns()
    {
        // The engine's own classes of verbs are where Get-Verb has its list from.
        HashSet<string> approved =
            [.. new[]
            {
                typeof(VerbsCommon),
                typeof(VerbsData),
                typeof(VerbsDiagnostic),
                typeof(VerbsLifecycle),
                typeof(VerbsSecurity),
                typeof(VerbsCommunications),
                typeof(VerbsOther),
            }
                .SelectMany(type => type.GetFields()).Select(field => field.Name)];
        Assert.All(Commands(), command =>
        {
            Assert.Contains(command.Verb, approved);
            Assert.StartsWith("Relion", command.Noun, StringComparison.Ordinal);
            Assert.False(command.Noun.EndsWith('s'));
        });
    }

    [Fact]
    public void Every_command_says_what_it_gives_and_every_such_type_has_a_table()
    {
        var viewed = XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"))
            .Descendants("View").Where(view => view.Element("TableControl") is not null)
            .Select(
                view => view.Element("ViewSelectedBy")!.Element("TypeName")!.Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Commands(), command =>
        {
            Assert.NotEmpty(command.OutputType);
            Assert.All(
                command.OutputType.Where(type => type.Name.StartsWith("RelionPS.", StringComparison.Ordinal)),
                type => Assert.Contains(type.Name, viewed));
        });
    }

    /// <summary>The engine shows an empty cell where a view's script fails, and says nothing.</summary>
    [Fact]
    public void Every_method_that_a_view_calls_is_there()
    {
        string views = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"));
        MatchCollection calls = Regex.Matches(views, @"\[(RelionPS\.[\w.]+)\]::(\w+)");
        Assert.True(calls.Count > 100);
        Assert.All(calls, call =>
        {
            Type? type = typeof(RelionException).Assembly.GetType(call.Groups[1].Value);
            Assert.True(type is { IsPublic: true }, call.Value);
            Assert.Contains(type.GetMethods(), method => method.IsStatic && method.Name == call.Groups[2].Value);
        });
    }

    [Fact]
    public void Every_property_that_a_view_shows_is_there()
    {
        XDocument views = XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"));
        int seen = 0;
        foreach (XElement view in views.Descendants("View"))
        {
            string typeName = view.Element("ViewSelectedBy")!.Element("TypeName")!.Value;
            Type? type = typeof(RelionException).Assembly.GetType(typeName);
            Assert.True(type is { IsPublic: true }, typeName);
            HashSet<string> known = [.. type!.GetProperties().Select(property => property.Name)];
            IEnumerable<string> shown = view.Descendants("PropertyName").Select(name => name.Value)
                // Within a script's own pipeline the value is another.
                .Concat(view.Descendants("ScriptBlock").Select(script => script.Value)
                    .Where(script => !script.Contains(" | ", StringComparison.Ordinal))
                    .SelectMany(script => Regex.Matches(script, @"\$_\.(\w+)").Select(match => match.Groups[1].Value)))
                .Where(name => name != "ToString");
            foreach (string name in shown)
            {
                seen++;
                Assert.True(known.Contains(name), $"{typeName} has no {name}");
            }
        }
        Assert.True(seen > 300);
    }

    [Fact]
    public void Tables_fit_80_columns()
    {
        foreach (XElement table in XDocument.Load(
            Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml")).Descendants("TableControl"))
        {
            List<XElement> columns = [.. table.Descendants("TableColumnHeader")];
            int width = columns.Sum(column => (int?)column.Element("Width") ?? column.Element("Label")!.Value.Length)
                + columns.Count - 1;
            Assert.True(width <= 80, $"{table.Parent!.Element("Name")!.Value} is {width} wide");
        }
    }

    [Fact]
    public void Every_command_and_parameter_has_help_in_the_page_and_in_the_help_file()
    {
        var helpFile = XDocument.Load(
            Path.Combine(RepositoryPaths.Root, "en-US", "RelionPS.dll-Help.xml")).Descendants(Command + "command")
            .ToDictionary(command => command.Element(Command + "details")!.Element(Command + "name")!.Value);
        Assert.All(Commands(), command =>
        {
            string page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "en-US", command.Name + ".md"));
            Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
            XElement help = helpFile[command.Name];
            Assert.NotEmpty(help.Descendants(Command + "example"));
            Assert.False(
                string.IsNullOrWhiteSpace(help.Element(Command + "details")!.Element(Maml + "description")?.Value));
            foreach (string parameter in command.Parameters.Keys.Where(name => !Common.Contains(name)))
            {
                Assert.Contains($"### -{parameter}\n", page, StringComparison.Ordinal);
                XElement? described = help
                    .Element(Command + "parameters")!
                    .Elements(Command + "parameter")
                    .SingleOrDefault(element => element.Element(Maml + "name")!.Value == parameter);
                Assert.False(
                    string.IsNullOrWhiteSpace(described?.Element(Maml + "description")?.Value),
                    $"{command.Name} -{parameter} has no help");
            }
        });
    }

    [Fact]
    public void Get_Help_shows_the_help_file()
    {
        object? help = _session.Run("(Get-Help Measure-RelionBenchmark).Synopsis").Single();
        Assert.Equal("Runs refinements, shows their progress, and times them.", help);
    }

    [Fact]
    public void Every_error_id_thrown_has_a_message_and_every_message_is_used()
    {
        string source = Path.Combine(RepositoryPaths.Root, "src", "RelionPS");
        string code = string.Concat(
            Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        HashSet<string> used =
        [
            .. Regex.Matches(code, "\"(Relion[A-Za-z0-9]+)\"").Select(match => match.Groups[1].Value),
        ];
        HashSet<string> messages =
        [
            .. XDocument.Load(Path.Combine(source, "Core", "Errors", "Messages.resx"))
                .Descendants("data")
                .Select(data => data.Attribute("name")!.Value),
        ];
        Assert.Empty(messages.Except(used));
        HashSet<string> thrown =
        [
            .. Regex.Matches(code, "(?:RelionException|Format|\\bnew)\\(\\s*\"(Relion[A-Za-z0-9]+)\"")
                .Select(match => match.Groups[1].Value),
        ];
        Assert.Empty(thrown.Except(messages));
    }

    [Fact]
    public void Message_names_are_unique()
    {
        IEnumerable<string> names = XDocument.Load(
            Path.Combine(RepositoryPaths.Root, "src", "RelionPS", "Core", "Errors", "Messages.resx"))
            .Descendants("data")
            .Select(data => data.Attribute("name")!.Value);
        Assert.Empty(names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private IReadOnlyList<CmdletInfo> Commands() =>
        [.. _session.Run("Get-Command -Module RelionPS").Cast<CmdletInfo>()];
}
