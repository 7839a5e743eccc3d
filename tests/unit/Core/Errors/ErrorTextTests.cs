using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RelionPS.Core.Errors;
using RelionPS.Testing;
using RelionPS.UnitTests.Architecture;

namespace RelionPS.UnitTests.Core.Errors;

/// <summary>Every numbered place of every text is filled, and every value given to a text stands in it.</summary>
public sealed class ErrorTextTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Texts = new(() =>
        XDocument.Load(Path.Combine(ModuleSources.Folder, "Core", "Errors", "Messages.resx")).Descendants("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value));

    private static readonly Lazy<IReadOnlyList<MessageCall>> Calls = new(
        () => MessageCalls.Of(ModuleSources.Files.Value));

    public static TheoryData<string> Factories => [.. Methods().Select(Name)];

    [Fact]
    public void Every_place_that_fills_a_text_gives_as_many_values_as_it_takes()
    {
        IReadOnlyList<MessageCall> calls = Calls.Value;
        // Fewer would say that the sources were not understood.
        Assert.True(calls.Count >= Texts.Value.Count, $"{calls.Count} calls");
        Assert.Empty(
            calls.Where(call => !IsRight(call)).Select(call => $"{call.Place}: {call.Id}, {call.Count} values"));
    }

    [Theory]
    [InlineData("throw new RelionException(\"RelionHostFileEmpty\", 7, 1, []);", "RelionHostFileEmpty", 0)]
    [InlineData("throw new RelionException(\"RelionHostFileEmpty\", 7, 1, [2], null);", "RelionHostFileEmpty", 1)]
    [InlineData("throw new RelionException(\"RelionHostFileEmpty\", 7, 1, [.. \"23\"]);", "RelionHostFileEmpty", null)]
    [InlineData("RelionException e = new(\"RelionHostFileEmpty\", 7, 1, [2, 3, 4]);", "RelionHostFileEmpty", 3)]
    [InlineData(
        "RelionException e = new(\"RelionHostFileEmpty\", 7, target: null, arguments: []);", "RelionHostFileEmpty", 0)]
    [InlineData("Messages.Format(\"RelionHostFileEmpty\", 1, 2);", "RelionHostFileEmpty", 2)]
    [InlineData("object[] list = [1]; Messages.Format(\"RelionHostFileEmpty\", list);", "RelionHostFileEmpty", null)]
    [InlineData("string id = Console.ReadLine(); Messages.Format(id, 1);", null, 1)]
    public void Values_are_counted_as_the_compiler_takes_them(string statement, string? id, int? count)
    {
        MessageCall call = Assert.Single(MessageCalls.Of(new Dictionary<string, string>
        {
            ["A.cs"] = "class A { void Do() { " + statement + " } }",
            ["B.cs"] = """
                class RelionException : Exception
                {
                    public RelionException(
                        string errorId, int kind, object? target, object?[] arguments, Exception? cause = null) { }
                }
                static class Messages { public static string Format(string name, params object?[] arguments) => ""; }
                """,
        }));
        Assert.Equal((id, count), (call.Id, call.Count));
    }

    [Fact]
    public void The_numbers_of_a_text_have_no_gap() =>
        Assert.All(
            Texts.Value, text => Assert.Equal(Enumerable.Range(0, Places(text.Value).Count), Places(text.Value)));

    /// <summary>
    /// What is neither a numbered place nor its like would be shown as it is, or not be formatted at all.
    /// </summary>
    [Fact]
    public void Texts_have_no_braces_but_those_of_numbered_places() =>
        Assert.All(Texts.Value.Values, text => Assert.DoesNotMatch("[{}]", Regex.Replace(text, @"\{\d+(:F\d)?\}", "")));

    [Theory]
    [MemberData(nameof(Factories))]
    public void A_factory_fills_its_text_and_uses_every_value(string name)
    {
        MethodInfo method = Methods().Single(method => Name(method) == name);
        ParameterInfo[] parameters = method.GetParameters();
        object?[] samples =
        [
            .. parameters.Select(parameter => ErrorSamples.Of(parameter.ParameterType, second: false)),
        ];
        object made = method.Invoke(null, samples)!;
        if (made is RelionException error)
        {
            Assert.Equal(Places(Texts.Value[error.ErrorId]), Enumerable.Range(0, error.Arguments.Count));
            Assert.DoesNotContain(null, error.Arguments);
        }
        Assert.DoesNotMatch("[{}]", Message(made));
        for (int at = 0; at < parameters.Length; at++)
        {
            object?[] others = [.. samples];
            others[at] = ErrorSamples.Of(parameters[at].ParameterType, second: true);
            object other = method.Invoke(null, others)!;
            Assert.True(
                Message(made) != Message(other)
                    || made is RelionException one && other is RelionException two && !(Equals(one.Target, two.Target)
                        && ReferenceEquals(one.InnerException, two.InnerException)),
                $"{parameters[at].Name} of {name} is used nowhere");
        }
    }

    [Fact]
    public void A_factory_stands_for_one_id_and_a_kind_of_the_same_name_as_the_engines()
    {
        List<RelionException> errors = [.. Methods()
            .Select(method => method.Invoke(
                null, [.. method.GetParameters().Select(each => ErrorSamples.Of(each.ParameterType, second: false))]))
            .OfType<RelionException>()];
        Assert.All(errors, error => Assert.Equal(
            error.Kind.ToString(),
            RelionPS.Commands.Binding.ErrorRecords.From(error).CategoryInfo.Category.ToString()));
        // Where two methods make one error, it is one kind.
        Assert.All(
            errors.GroupBy(error => error.ErrorId),
            same => Assert.Single(same.Select(error => error.Kind).Distinct()));
    }

    [Fact]
    public void A_program_that_said_nothing_is_said_to_have_said_nothing() => Assert.All(
        (RelionException[])
        [
            RelionPS.Runs.Slurm.SlurmErrors.SlurmFailed("job.sh", "sbatch", 1, ""),
            RelionPS.Runs.Running.RunningErrors.PlacementNotProbed(
                TestCommand.Threads("/", "relion_refine"), "mpirun", 1, "\n"),
            RelionPS.Studies.Comparison.ComparisonErrors.FscFailed("a.mrc", "b.mrc", 1, ""),
            RelionPS.Builds.Toolchains.ToolchainErrors.EnvironmentScriptFailed(["setvars.sh"], "it failed", ""),
        ],
        error => Assert.Contains("(nothing was printed)", error.Message, StringComparison.Ordinal));

    /// <summary>So that an error has its id, kind, target and values in one place.</summary>
    [Fact]
    public void Errors_and_their_texts_are_made_by_factories_alone() => Assert.All(
        Calls.Value, call => Assert.EndsWith("Errors.cs", call.Place.Split(':')[0], StringComparison.Ordinal));

    [Fact]
    public void Every_text_is_used() => Assert.Empty(Texts.Value.Keys.Except(Calls.Value.Select(call => call.Id)));

    [Fact]
    public void Every_factory_is_used()
    {
        string sources = string.Join('\n', ModuleSources.Files.Value.Values);
        Assert.All(Methods(), method => Assert.Matches($@"\b{method.DeclaringType!.Name}\.{method.Name}\b", sources));
    }

    private static bool IsRight(MessageCall call) => call.Id is { } id
        && Texts.Value.TryGetValue(id, out string? text) && call.Count == Places(text).Count;

    /// <summary>The numbered places of a text, each once, in order.</summary>
    private static List<int> Places(string text) =>
        [
            .. Regex.Matches(text, @"\{(\d+)")
                .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
                .Distinct()
                .Order(),
        ];

    private static string Message(object made) => made is RelionException error ? error.Message : (string)made;

    private static IEnumerable<MethodInfo> Methods() => typeof(RelionException).Assembly.GetTypes()
        .Where(
            type => type is { IsAbstract: true, IsSealed: true }
                && type.Name.EndsWith("Errors", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly));

    private static string Name(MethodInfo method)
    {
        IEnumerable<string> types = method.GetParameters().Select(each => each.ParameterType.Name);
        return $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", types)})";
    }
}
