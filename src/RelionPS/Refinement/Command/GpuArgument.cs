using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary><c>--gpu</c> among the further arguments, as people paste it.</summary>
internal static class GpuArgument
{
    /// <summary>The request with it as what was asked for of the GPUs.</summary>
    /// <exception cref="Core.Errors.RelionException"><c>RelionOptionGivenTwice</c>.</exception>
    public static CommandRequest Lifted(CommandRequest asked)
    {
        IReadOnlyList<OptionTokens> options = OptionTokens.Split(asked.Options.AdditionalArgument ?? []);
        if (options.LastOrDefault(option => option.Flag == OptionTable.Gpu) is not { } gpu) return asked;
        // Several words are no list, and the plan says so; the GUI writes an empty one for none.
        string? list = string.Join(' ', gpu.Values) is { Length: > 0 } text ? text : null;
        if (list is not null && asked.Gpu is not null)
        {
            throw RefineCommandErrors.OptionGivenTwice(OptionTable.Gpu, nameof(asked.Gpu));
        }
        if (asked.Acceleration is not (null or Acceleration.Gpu))
        {
            throw RefineCommandErrors.OptionGivenTwice(OptionTable.Gpu, nameof(asked.Acceleration));
        }
        return asked with
        {
            Gpu = list ?? asked.Gpu,
            Acceleration = Acceleration.Gpu,
            Options = asked.Options with
            {
                AdditionalArgument =
                [
                    .. options.Where(option => option.Flag != OptionTable.Gpu).SelectMany(option => option.Tokens),
                ],
            },
        };
    }
}
