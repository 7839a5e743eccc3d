namespace RelionPS.Shell;

/// <summary>A terminal that can't move its cursor: the kernel's own line editing.</summary>
internal sealed class PlainLines(Screen screen, InterruptHandler interrupts) : ILineSource
{
    public bool IsInteractive => true;

    public LineRead Read(string prompt)
    {
        screen.Write(prompt);
        using (screen.Yield())
        {
            var line = new LineRead(Console.In.ReadLine());
            // The kernel threw away what was typed before a Ctrl+C: that press has had its effect.
            interrupts.BeginStatement();
            return line;
        }
    }

    public void Remember(string statement)
    {
    }
}
