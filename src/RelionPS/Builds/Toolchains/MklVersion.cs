namespace RelionPS.Builds.Toolchains;

/// <summary>MKL's version, from its header: <c>__INTEL_MKL__</c> and its companions.</summary>
internal static class MklVersion
{
    private const string Header = "mkl_version.h";

    /// <summary>As MKL prints it, for example <c>2020.0.4</c>; null where the header can't be read.</summary>
    public static string? OfHeader(string path)
    {
        string?[] parts =
        [
            .. new[]
            {
                "__INTEL_MKL__",
                "__INTEL_MKL_MINOR__",
                "__INTEL_MKL_UPDATE__",
            }.Select(name => HeaderText.Define(path, name)),
        ];
        return parts[0] is null ? null : string.Join('.', parts.OfType<string>());
    }

    /// <summary>From the header that was installed with the library; null where only the library is here.</summary>
    public static string? OfLibrary(string library)
    {
        string real = new FileInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? library;
        for (string? folder = Path.GetDirectoryName(real); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (string header in new[]
            {
                Path.Combine(folder, "include", Header),
                Path.Combine(folder, "include", "mkl", Header),
            })
            {
                if (File.Exists(header)) return OfHeader(header);
            }
        }
        return null;
    }
}
