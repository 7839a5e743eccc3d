using System.Management.Automation.Host;
using System.Management.Automation.Internal;

namespace RelionPS.Shell;

/// <summary>The terminal's size and keys. It has no screen buffer to read, as no Unix terminal has.</summary>
internal sealed class ShellRawUserInterface(Screen screen) : PSHostRawUserInterface
{
    private const ConsoleColor Unchanged = (ConsoleColor)(-1);

    public override ConsoleColor ForegroundColor { get; set; } = Unchanged;

    public override ConsoleColor BackgroundColor { get; set; } = Unchanged;

    public override Size WindowSize
    {
        get => new(Terminal.Width, Terminal.Height);
        set { }
    }

    public override Size BufferSize
    {
        get => WindowSize;
        set { }
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 100;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => Terminal.InputIsTerminal && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!Terminal.InputIsTerminal) throw new InvalidOperationException("No key can be read: standard input is not a terminal.");
        using (screen.Yield())
        {
            ConsoleKeyInfo key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
            return new KeyInfo((int)key.Key, key.KeyChar, 0, (options & ReadKeyOptions.IncludeKeyDown) != 0);
        }
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable) Console.ReadKey(intercept: true);
    }

    /// <summary>Clearing the whole screen is all that a terminal can do; other rectangles are left as they are.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (rectangle.Left == -1 && rectangle.Right == -1 && Terminal.OutputIsTerminal) screen.Write("\u001b[H\u001b[2J");
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoBuffer();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoBuffer();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NoBuffer();

    public override int LengthInBufferCells(char source) => CellWidth.Of(source.ToString());

    public override int LengthInBufferCells(string source) => LengthInBufferCells(source, 0);

    public override int LengthInBufferCells(string source, int offset) =>
        CellWidth.Of(new StringDecorated(source[offset..]).ToString(System.Management.Automation.OutputRendering.PlainText));

    private static NotSupportedException NoBuffer() => new("A terminal's screen can't be read or scrolled from here.");
}
