using RelionPS.Shell;

namespace RelionPS.UnitTests.Shell;

public sealed class EditBufferTests
{
    private readonly EditBuffer _buffer = new();

    [Theory]
    [InlineData(ConsoleKey.Home, false, "Xone two")]
    [InlineData(ConsoleKey.A, true, "Xone two")]
    [InlineData(ConsoleKey.LeftArrow, false, "one twXo")]
    [InlineData(ConsoleKey.LeftArrow, true, "one Xtwo")]
    [InlineData(ConsoleKey.Backspace, false, "one twX")]
    [InlineData(ConsoleKey.W, true, "one X")]
    [InlineData(ConsoleKey.U, true, "X")]
    [InlineData(ConsoleKey.Escape, false, "X")]
    [InlineData(ConsoleKey.Delete, false, "one twoX")]
    [InlineData(ConsoleKey.F5, false, "one twoX")]
    public void Key_then_a_letter(ConsoleKey key, bool control, string expected)
    {
        _buffer.Set("one two");
        _buffer.Apply(new ConsoleKeyInfo('\0', key, false, false, control));
        _buffer.Apply(new ConsoleKeyInfo('X', ConsoleKey.X, true, false, false));
        Assert.Equal(expected, _buffer.Text);
    }

    [Fact]
    public void Backspace_takes_a_whole_character_outside_the_basic_plane()
    {
        _buffer.Set("a😀");
        _buffer.Apply(new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false));
        Assert.Equal("a", _buffer.Text);
    }

    [Fact]
    public void Delete_takes_what_is_under_the_cursor()
    {
        _buffer.Set("abc");
        _buffer.Apply(new ConsoleKeyInfo('\0', ConsoleKey.Home, false, false, false));
        _buffer.Apply(new ConsoleKeyInfo('\0', ConsoleKey.Delete, false, false, false));
        Assert.Equal(("bc", 0), (_buffer.Text, _buffer.Cursor));
    }
}
