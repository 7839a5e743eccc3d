using System.Reflection;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>
/// The folder list is the architecture: each room uses only rooms below it, and only the door knows the engine.
/// </summary>
public sealed class RoomTests
{
    private static readonly string Source = ModuleSources.Folder;

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Files = ModuleSources.Files;

    private static readonly Lazy<IReadOnlyList<SourceUse>> Uses = new(() => SourceUses.Of(Files.Value));

    [Fact]
    public void Every_file_is_in_a_room() =>
        Assert.Empty(Files.Value.Keys.Where(path => Rooms.Of(path) is null).Order(StringComparer.Ordinal));

    [Fact]
    public void No_file_uses_a_room_above_its_own()
    {
        // Fewer would say that the sources were not understood.
        Assert.True(Uses.Value.Count(use => use.DeclaredIn is not null) > 2000);
        Assert.Empty(Upward(Uses.Value));
    }

    [Fact]
    public void Only_the_door_knows_the_engine() => Assert.Empty(Uses.Value
        .Where(use => use.Assembly.StartsWith("System.Management.Automation", StringComparison.Ordinal))
        .Where(use => !use.File.StartsWith("Commands/", StringComparison.Ordinal))
        .Select(use => $"{use.File} -> {use.Type} (the engine)"));

    /// <summary>A library that the module itself referred to would be shared with every other module.</summary>
    [Fact]
    public void Foreign_libraries_are_known_to_RelionPS_Libraries_alone_and_it_knows_nothing_else()
    {
        Assert.Contains(Uses.Value, use => use.Assembly == "RelionPS.Libraries");
        Assert.Equal(["RelionPS.Libraries"], Foreign(typeof(RelionException).Assembly));
        Assert.Equal(["MathNet.Numerics", "OxyPlot", "Perfolizer"], Foreign(typeof(RelionPS.Libraries.Chart).Assembly));

        static IEnumerable<string> Foreign(Assembly assembly) => assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(
                name => name is not "System.Management.Automation"
                    && !name.StartsWith("System.", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Namespaces_are_the_rooms_but_those_of_public_types() => Assert.Empty(
        from file in Files.Value
        let name = Regex.Match(file.Value, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value
        where name != "RelionPS" && name != $"RelionPS.{Path.GetDirectoryName(file.Key)!.Replace('/', '.')}"
        select $"{file.Key} -> {name}");

    [Fact]
    public void Unit_tests_lie_in_the_folders_of_what_they_test()
    {
        string tests = Path.Combine(RepositoryPaths.Root, "tests", "unit");
        string[] ownFolders = ["Architecture", "Engine", "bin", "obj"];
        IEnumerable<string> mirrored = Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(tests, path))
            .Where(path => !ownFolders.Contains(path.Split('/')[0]));
        Assert.All(mirrored, path =>
        {
            Assert.Contains('/', path);
            Assert.True(Directory.Exists(Path.Combine(Source, Path.GetDirectoryName(path)!)), path);
        });
    }

    [Theory]
    [InlineData("Core/Text/A.cs", "Studies/Search/B.cs", "Core/Text/A.cs -> B (Studies/Search)")]
    [InlineData("Runs/Output/A.cs", "Runs/Results/B.cs", "Runs/Output/A.cs -> B (Runs/Results)")]
    [InlineData("Commands/Views/A.cs", "Commands/B.cs", "Commands/Views/A.cs -> B (Commands)")]
    [InlineData("Studies/Report/Sections/A.cs", "Studies/Report/B.cs", null)]
    [InlineData("Commands/A.cs", "Core/Text/B.cs", null)]
    [InlineData("Nodes/Profile/A.cs", "Nodes/Profile/B.cs", null)]
    public void A_use_of_a_room_above_is_told_by_name(string user, string used, string? expected)
    {
        IEnumerable<string> found = Upward(SourceUses.Of(new Dictionary<string, string>
        {
            [user] = "namespace X; class A { string Name() { var b = Y.C.Make(); return b.ToString(); } }",
            [used] = "namespace Y; class B { public override string ToString() => \"\"; }",
            ["Core/Errors/C.cs"] = "namespace Y; static class C { public static B Make() => new(); }",
        }).Where(use => use.File == user));
        Assert.Equal(expected is null ? [] : [expected], found);
    }

    private static IEnumerable<string> Upward(IEnumerable<SourceUse> uses) =>
        from use in uses
        let own = Rooms.Of(use.File)
        let other = use.DeclaredIn is { } file ? Rooms.Of(file) : null
        where own is not null && other is not null && Rooms.Height(other) > Rooms.Height(own)
        select $"{use.File} -> {use.Type} ({other})";
}
