using RelionPS.Builds.Building;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>
/// A build folder is emptied of what builds make; whatever else lies there, or is reached from there, stays.
/// </summary>
public sealed class BuildTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Work_of_CMake_make_and_the_module_goes_and_other_files_stay()
    {
        string[] builds =
        [
            "CMakeCache.txt", "Makefile", "cmake_install.cmake", "relionps-configured.json",
            "CMakeFiles/3.25.1/CMakeSystem.cmake", "CMakeFiles/relion_lib.dir/src/work.cpp.o",
            "src/apps/CMakeFiles/refine.dir/refine.cpp.o", "src/apps/Makefile", "src/apps/cmake_install.cmake",
            "bin/relion_refine", "lib/librelion_lib.a", "src/apps/librelion_gpu_util.so",
        ];
        string[] others =
        [
            "notes.txt", "bin/myscript", "src/apps/refine.cpp", "lib/libmine.a", "mine.o", "data/relionps-running",
        ];
        foreach (string name in builds.Concat(others)) _folder.Write("build/" + name, name);
        foreach (string empty in new[] { "mine/empty", "CMakeFiles/CMakeTmp" })
        {
            Directory.CreateDirectory(_folder.Combine("build", empty));
        }
        Assert.Equal(
            others.Order(StringComparer.Ordinal),
            BuildTree.Clear(_folder.Combine("build")).Order(StringComparer.Ordinal));
        Assert.Equal(
            others.Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Combine("build"), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_folder.Combine("build"), path))
                .Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(_folder.Combine("build", "CMakeFiles")));
        Assert.True(Directory.Exists(_folder.Combine("build", "mine", "empty")));
    }

    [Fact]
    public void Links_are_not_followed()
    {
        string outside = _folder.Write("project/CMakeFiles/a.o", "mine");
        _folder.Write("project/librelion_lib.a", "mine");
        _folder.Write("build/CMakeCache.txt", "");
        Directory.CreateSymbolicLink(_folder.Combine("build", "link"), _folder.Combine("project"));
        Directory.CreateDirectory(_folder.Combine("build", "CMakeFiles"));
        Directory.CreateSymbolicLink(_folder.Combine("build", "CMakeFiles", "link"), _folder.Combine("project"));
        Assert.Empty(BuildTree.Products(_folder.Combine("build")));
        Assert.Equal(["link"], BuildTree.Clear(_folder.Combine("build")));
        Assert.Equal("mine", File.ReadAllText(outside));
        Assert.True(File.Exists(_folder.Combine("project", "librelion_lib.a")));
    }

    [Fact]
    public void Products_are_libraries_programs_and_objects_of_the_build_alone()
    {
        string[] products = ["bin/relion_refine", "lib/librelion_lib.a", "CMakeFiles/relion_lib.dir/src/work.cpp.o"];
        foreach (string name in products.Concat(["bin/mine", "lib/libmine.a", "mine.o", "relion_notes"]))
        {
            _folder.Write("build/" + name, "");
        }
        Assert.Equal(
            products.Select(name => _folder.Combine("build", name)).Order(StringComparer.Ordinal),
            BuildTree.Products(_folder.Combine("build")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_build_below_and_scripts_of_a_user_stay()
    {
        string[] others =
        [
            "mytool/CMakeCache.txt", "mytool/Makefile", "mytool/CMakeFiles/mine.o", "mytool/librelion_mine.so",
            "notes/Makefile", "notes/install_manifest.txt",
        ];
        foreach (string name in others) _folder.Write("build/" + name, name);
        string script = _folder.Write("build/bin/relion_mine.sh", "#!/bin/sh\n");
        _folder.Write("build/CMakeCache.txt", "");
        _folder.Write("build/bin/relion_refine", "");
        _folder.Write("build/CMakeFiles/CMakeTmp/CMakeCache.txt", "");
        Assert.Equal([_folder.Combine("build", "bin", "relion_refine")], BuildTree.Products(_folder.Combine("build")));
        Assert.Equal(
            ["mytool/", "notes/Makefile", "notes/install_manifest.txt"],
            BuildTree.Clear(_folder.Combine("build")).Order(StringComparer.Ordinal));
        foreach (string name in others) Assert.Equal(name, File.ReadAllText(_folder.Combine("build", name)));
        Assert.True(File.Exists(script));
        Assert.False(Directory.Exists(_folder.Combine("build", "CMakeFiles")));
    }
}
