using System.Text.RegularExpressions;
using RelionPS.Core.Files;

namespace RelionPS.Builds.Building;

/// <summary>
/// A file that CMake reads with the project's first line (<c>CMAKE_PROJECT_INCLUDE</c>) and that leaves in
/// <c>relion_lib</c> only the sources that are
/// needed. RELION's own files stay as they are, and so does what the programs hold: of a static library the linker
/// takes only what is used, anyway.
/// </summary>
internal sealed partial class LibraryHook(string folder)
{
    private string FilePath => Path.Combine(folder, "needed-sources.cmake");

    public string CMakeArgument => $"-DCMAKE_PROJECT_INCLUDE={FilePath}";

    /// <summary>
    /// Writes the file; null keeps the whole library. make runs CMake again by itself where the file changed.
    /// </summary>
    public void Write(IReadOnlySet<string>? needed)
    {
        // RELION's own sources have plain names; CMake's lists and quotes end at others.
        string text = needed is null || !needed.All(PlainPath().IsMatch) ? "# The whole library.\n" : Text(needed);
        if (!File.Exists(FilePath) || File.ReadAllText(FilePath) != text)
        {
            WholeFile.Write(FilePath, text, overwrite: true);
        }
    }

    /// <summary>
    /// CMake 3.19 and later can put a step off to the end of the project; an earlier one compiles the whole library.
    /// Generated sources stay.
    /// </summary>
    private static string Text(IReadOnlySet<string> needed) =>
        $$"""
        if(CMAKE_VERSION VERSION_LESS 3.19)
            return()
        endif()
        cmake_policy(PUSH)
        cmake_policy(VERSION 3.19)
        set(RELIONPS_NEEDED_SOURCES
        {{string.Join('\n', needed.Order(StringComparer.Ordinal).Select(path => $"    [==[{path}]==]"))}}
        )
        function(relionps_keep_needed_sources)
            if(NOT TARGET relion_lib)
                return()
            endif()
            get_target_property(sources relion_lib SOURCES)
            get_target_property(folder relion_lib SOURCE_DIR)
            set(kept)
            foreach(source IN LISTS sources)
                get_filename_component(path "${source}" ABSOLUTE BASE_DIR "${folder}")
                file(RELATIVE_PATH path "${CMAKE_SOURCE_DIR}" "${path}")
                if(path MATCHES "^src/.*\\.(cpp|c|cc)$" AND NOT path IN_LIST RELIONPS_NEEDED_SOURCES)
                    continue()
                endif()
                list(APPEND kept "${source}")
            endforeach()
            set_target_properties(relion_lib PROPERTIES SOURCES "${kept}")
        endfunction()
        cmake_policy(POP)
        cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL relionps_keep_needed_sources)

        """;

    [GeneratedRegex(@"\A[A-Za-z0-9_./+-]+\z")]
    private static partial Regex PlainPath();
}
