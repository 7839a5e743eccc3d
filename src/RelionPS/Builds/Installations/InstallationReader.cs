using System.Security.Cryptography;

namespace RelionPS.Builds.Installations;

/// <summary>Reads what an installation can do from its refinement program.</summary>
internal static class InstallationReader
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<RelionInstallation> ReadAsync(InstallationFiles files, CancellationToken cancellationToken) =>
        ReadAsync(files, null, cancellationToken);

    /// <inheritdoc cref="ReadAsync(InstallationFiles, CancellationToken)"/>
    /// <param name="files">The programs.</param>
    /// <param name="libraryPath">LD_LIBRARY_PATH that they need; null leaves the session's.</param>
    /// <param name="cancellationToken">Ends the programs that are asked.</param>
    public static async Task<RelionInstallation> ReadAsync(
        InstallationFiles files, string? libraryPath, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyValuePair<string, string?>> environment = libraryPath is null
            ? []
            : [new("LD_LIBRARY_PATH", libraryPath)];
        string program = files.MpiProgram ?? files.ThreadsProgram!;
        IReadOnlyList<string> needed = ElfDependencies.Read(program) ?? [];
        IReadOnlyDictionary<string, string?> resolved = needed.Count == 0
            ? new Dictionary<string, string?>()
            : await LinkedLibraries.ResolveAsync(program, environment, cancellationToken).ConfigureAwait(false);
        RelionCapability capability = await RelionProbe.ProbeAsync(
            program, environment, cancellationToken).ConfigureAwait(false);
        GpuCode code = GpuCodeReader.Read([program, .. OwnLibraries.Of(resolved)]);
        return new RelionInstallation
        {
            Path = program,
            MpiProgram = files.MpiProgram,
            ThreadsProgram = files.ThreadsProgram,
            Version = capability.Version,
            Precision = capability.Precision,
            StartFailure = capability.StartFailure,
            HasAltCpu = capability.HasAltCpu,
            HasCuda = capability.HasGpu ?? (code.IsCuda ? true : null),
            HasHip = capability.HasHip ?? (code.IsHip ? true : null),
            HasSycl = capability.HasSycl,
            GpuArchitectures = code.Architectures,
            CudaVersion = code.CudaVersion,
            GpuLibraries = GpuLibraries.Find(needed, resolved),
            Mpi = MpiLibraries.Find(needed, resolved),
            Fft = LibraryVersions.Find("Fft", needed, resolved),
            Tbb = LibraryVersions.Find("Tbb", needed, resolved),
            InstructionSet = InstructionSetScanner.Scan(program),
            Sha256 = await HashAsync(program, cancellationToken).ConfigureAwait(false),
            Programs = files.Programs,
            MissingLibraries = [.. resolved.Where(library => library.Value is null).Select(library => library.Key)],
            Options = [.. capability.Options.Order(StringComparer.Ordinal)],
            FoundBy = files.FoundBy,
            LibraryPath = libraryPath,
        };
    }

    private static async Task<string?> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexString(
                await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)).ToLowerInvariant();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
