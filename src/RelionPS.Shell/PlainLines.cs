namespace RelionPS.Shell;

/// <summary>A terminal that can't move its cursor: the kernel's own line editing.</summary>
internal sealed class PlainLines(Screen screen) : ILineSource
{
    public bool IsInteractive => true;

    public LineRead Read(string prompt)
    {
        screen.Write(prompt);
        using (screen.Yield()) return new LineRead(Console.In.ReadLine());
    }

    public void Remember(string statement)
    {
    }
}
