namespace RelionPS.Shell;

/// <summary>Statements from a pipe or file: no prompt, no editing.</summary>
internal sealed class PipedLines : ILineSource
{
    public bool IsInteractive => false;

    public LineRead Read(string prompt) => new(Console.In.ReadLine());

    public void Remember(string statement)
    {
    }
}
