using System.Text.Json;
using System.Xml.Linq;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>THIRD-PARTY-NOTICES.md, against what the packages that are shipped say of themselves.</summary>
public sealed class NoticeTests
{
    private static readonly string[] Notices =
        File.ReadAllText(Path.Combine(RepositoryPaths.Root, "THIRD-PARTY-NOTICES.md")).Split("\n## ");

    [Fact]
    public void Every_package_that_is_shipped_has_the_notice_that_its_specification_asks_for()
    {
        string[] noticed = [.. ShippedPackages().SelectMany(package =>
        {
            Assert.Equal("MIT", package.Say("license"));
            return package.Assemblies.Select(assembly =>
            {
                string notice = Assert.Single(Notices, text => text.Contains($"`{assembly}`"));
                Assert.Contains($" {package.Say("version")} (", notice);
                Assert.Contains(package.Say("copyright"), notice);
                Assert.Contains(package.Say("projectUrl").TrimEnd('/'), notice);
                return assembly;
            });
        })];
        Assert.Equal(
            Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "bin", "lib"), "*.dll").Select(Path.GetFileName)
                .Except(["RelionPS.Libraries.dll"]).Order(StringComparer.Ordinal),
            noticed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_noticed_that_is_not_shipped() =>
        Assert.Equal(ShippedPackages().SelectMany(package => package.Assemblies).Count(), Notices.Length - 1);

    /// <summary>The packages that the last restore gave the project of the libraries, with their assemblies.</summary>
    private static List<Package> ShippedPackages()
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(RepositoryPaths.Root, "src", "RelionPS.Libraries", "obj", "project.assets.json")));
        JsonElement root = assets.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        var packages = new List<Package>();
        foreach (JsonProperty package in root.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject())
        {
            if (!package.Value.TryGetProperty("runtime", out JsonElement runtime)) continue;
            string path = root.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!;
            string folder = folders.Select(cache => Path.Combine(cache, path)).First(Directory.Exists);
            packages.Add(new Package(
                XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()),
                [.. runtime.EnumerateObject().Select(file => Path.GetFileName(file.Name))]));
        }
        return packages;
    }

    private sealed record Package(XDocument Specification, string[] Assemblies)
    {
        /// <summary>What the specification says under a name, whatever its schema.</summary>
        public string Say(string name) => Specification.Descendants()
            .First(element => element.Name.LocalName == name && element.Parent!.Name.LocalName == "metadata").Value;
    }
}
