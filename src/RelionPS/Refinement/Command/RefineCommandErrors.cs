using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Command;

/// <summary>Errors of making a command of what was asked for.</summary>
internal static class RefineCommandErrors
{
    public static RelionException InstallationAndExecutable(string executable) =>
        new("RelionInstallationAndExecutable", ErrorKind.InvalidArgument, executable, []);

    /// <param name="parameter">The parameter that names GPUs, such as <c>-Gpu</c>.</param>
    /// <param name="acceleration">The acceleration that was asked for.</param>
    public static RelionException GpuWithoutAcceleration(string parameter, Acceleration acceleration) =>
        new(
            "RelionGpuWithoutAcceleration", ErrorKind.InvalidArgument, acceleration, [parameter, acceleration]);

    public static RelionException HostsTwice(string hostFile) =>
        new("RelionHostsTwice", ErrorKind.InvalidArgument, hostFile, []);

    public static RelionException BoxSizeInvalid(int boxSize) =>
        new("RelionBoxSizeInvalid", ErrorKind.InvalidArgument, boxSize, [boxSize]);

    public static RelionException CommandAndJobType(RefineJobType job) =>
        new("RelionCommandAndJobType", ErrorKind.InvalidArgument, job, [job]);

    public static RelionException IterationInvalid(int iteration) =>
        new("RelionIterationInvalid", ErrorKind.InvalidArgument, iteration, [iteration]);

    public static RelionException PixelSizeInvalid(double pixelSize) =>
        new("RelionPixelSizeInvalid", ErrorKind.InvalidArgument, pixelSize, [pixelSize]);

    public static RelionException MissingOption(string flag, string parameter) =>
        new("RelionMissingOption", ErrorKind.InvalidArgument, flag, [flag, parameter]);

    public static RelionException OptionGivenTwice(string flag, string parameter) =>
        new("RelionOptionGivenTwice", ErrorKind.InvalidArgument, flag, [flag, parameter]);

    public static RelionException PresetAndJobType(string preset, RefineJobType job) =>
        new("RelionPresetAndJobType", ErrorKind.InvalidArgument, preset, [preset, job]);

    public static RelionException AlgorithmWithoutJob(RefineAlgorithm algorithm) =>
        new("RelionAlgorithmWithoutJob", ErrorKind.InvalidArgument, algorithm, [algorithm]);

    public static RelionException VersionNotOfInstallation(string version, RelionInstallation installation) =>
        new(
            "RelionVersionNotOfInstallation", ErrorKind.InvalidArgument, version,
            [version, installation.Path, installation.Version]);

    public static RelionException ReferenceNotOfJob(string reference, RefineJobType job, string reason) =>
        new("RelionReferenceNotOfJob", ErrorKind.InvalidArgument, reference, [reference, job, reason]);

    public static RelionException BlushNotOfJob(RefineJobType job) =>
        new("RelionBlushNotOfJob", ErrorKind.InvalidArgument, job, [job]);

    public static RelionException ProgramNotMpi(string? executable, string mpi) =>
        new("RelionProgramNotMpi", ErrorKind.InvalidArgument, executable, [executable, mpi]);

    public static RelionException ProgramIsMpi(string? executable) =>
        new("RelionProgramIsMpi", ErrorKind.InvalidArgument, executable, [executable]);

    public static RelionException InstallationLacksProgram(
        RelionInstallation installation, string program, string instead) =>
        new(
            "RelionInstallationLacksProgram", ErrorKind.NotInstalled, installation,
            [installation.Path, program, instead]);

    public static RelionException AllocatorNotFound(
        string name, string allocator, string library, IEnumerable<string> folders) =>
        new(
            "RelionAllocatorNotFound", ErrorKind.NotInstalled, name,
            [allocator, library, string.Join(", ", folders)]);

    public static RelionException BinaryLacksAltCpu(string executable) =>
        new("RelionBinaryLacksAltCpu", ErrorKind.NotInstalled, executable, [executable]);

    public static RelionException BinaryLacksGpu(string executable, string instead) =>
        new("RelionBinaryLacksGpu", ErrorKind.NotInstalled, executable, [executable, instead]);

    public static string AccelerationGivenUp(string executable) =>
        Messages.Format("RelionAccelerationGivenUp", executable);

    public static string GpuNotAskedFor(string executable) => Messages.Format("RelionGpuNotAskedFor", executable);
}
