using System.Reflection;
using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>Every case has its test, and every test of a case its folder.</summary>
public sealed class CaseTableTests
{
    [Fact]
    public void Every_folder_of_a_case_has_a_test_under_its_name()
    {
        string[] folders =
        [
            .. Directory.GetDirectories(RepositoryPaths.Data("cases"))
                .Select(path => "Case_" + Regex.Replace(Path.GetFileName(path), "[^A-Za-z0-9]", "_") + "_"),
        ];
        string[] tests =
        [
            .. typeof(CaseTableTests).Assembly.GetTypes()
                .Where(type => type.IsPublic)
                .SelectMany(type => type.GetMethods())
                .Where(method => method.GetCustomAttributes<FactAttribute>().Any(fact => fact.Skip is null))
                .Select(method => method.Name)
                .Where(name => name.StartsWith("Case_", StringComparison.Ordinal)),
        ];
        Assert.True(folders.Length >= 22);
        Assert.All(folders, folder => Assert.Contains(tests, test => Begins(test, folder)));
        Assert.All(tests, test => Assert.Contains(folders, folder => Begins(test, folder)));
        Assert.All(
            Directory.GetDirectories(RepositoryPaths.Data("cases")),
            folder => Assert.NotEmpty(Directory.GetFiles(folder)));
    }

    private static bool Begins(string test, string folder) => test.StartsWith(folder, StringComparison.Ordinal);
}
