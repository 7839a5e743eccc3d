using System.Collections.Concurrent;
using RelionPS.Core.Errors;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;

namespace RelionPS.Refinement.Inputs;

/// <summary>A stack that particles name, and its header.</summary>
/// <param name="Use">What the particles say of it.</param>
/// <param name="Header">Its header; null where it can't be read, or is of another format.</param>
/// <param name="Error">Why it can't be read; null where it can, or is not there.</param>
internal sealed record StackHeader(StackUse Use, MrcHeader? Header, string? Error)
{
    /// <summary>File systems of clusters answer many questions at a time, each slowly.</summary>
    private const int Readers = 16;

    /// <summary>Of more stacks than this, so many spread evenly are read.</summary>
    public const int Most = 20000;

    /// <summary>Reads the headers of stacks, and holds each file's length against its header.</summary>
    public static IReadOnlyList<StackHeader> Read(IReadOnlyList<StackUse> stacks, string folder, CancellationToken stop)
    {
        StackUse[] some = [.. ParticleRules.Sample(stacks, Most)];
        var headers = new StackHeader[some.Length];
        Parallel.ForEach(
            Partitioner.Create(0, Math.Max(1, some.Length)),
            new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = stop },
            range =>
            {
                for (int index = range.Item1; index < Math.Min(range.Item2, some.Length); index++)
                {
                    stop.ThrowIfCancellationRequested();
                    headers[index] = Read(some[index], folder);
                }
            });
        return headers;
    }

    private static StackHeader Read(StackUse stack, string folder)
    {
        try
        {
            if (ImageName.Parse(stack.Name).IsOtherFormat) return new StackHeader(stack, null, null);
            using var reader = new MrcReader(ImageStacks.PathOf(stack.Name, folder));
            return new StackHeader(stack, reader.Header, null);
        }
        catch (RelionException exception)
        {
            return new StackHeader(stack, null, exception.ErrorId == "RelionFileNotFound" ? null : exception.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException
            or UnauthorizedAccessException or OverflowException)
        {
            return new StackHeader(stack, null, exception.Message);
        }
    }
}
