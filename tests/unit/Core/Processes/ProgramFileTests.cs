using System.Buffers.Binary;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Processes;

/// <summary>What the kernel refuses must not reach a program that gives it to /bin/sh.</summary>
public sealed class ProgramFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/bin/true")]
    [InlineData("/bin/sh")]
    [InlineData("/usr/bin/env")]
    [InlineData("/usr/bin/setsid")]
    public void Programs_of_the_system_have_no_obstacle(string path) => Assert.Null(ProgramFile.Obstacle(path));

    [Fact]
    public void Every_program_of_the_system_that_is_a_file_of_its_own_has_none()
    {
        IEnumerable<string> programs = Directory.EnumerateFiles("/usr/bin")
            .Where(path => new FileInfo(path).Length > 0 && NativeMethods.IsExecutable(path) && StartsAsProgram(path));
        string[] obstacles = [.. programs.Take(400).Select(path => ProgramFile.Obstacle(path)).OfType<string>()];
        // An interpreter may be missing on a machine: that is what it says then.
        Assert.DoesNotContain(obstacles, obstacle => !obstacle.Contains("interpreter", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#!/bin/sh\n")]
    [InlineData("#!/bin/sh")]
    [InlineData("#! \t/bin/sh -e\nexit\n")]
    [InlineData("#!/usr/bin/env no_such_program\n")]
    public void Scripts_with_an_interpreter_have_none(string text) => Assert.Null(ProgramFile.Obstacle(Write(text)));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("touch canary\n", "it is neither")]
    [InlineData(" #!/bin/sh\ntouch canary\n", "it is neither")]
    [InlineData("\n", "it is neither")]
    [InlineData("\u007fELF", "cut short")]
    [InlineData("\u007fELFtouch canary\n", "damaged")]
    [InlineData("#!", "names no interpreter")]
    [InlineData("#!\ntouch canary\n", "names no interpreter")]
    [InlineData("#!   \ntouch canary\n", "names no interpreter")]
    [InlineData("#!/no/such/shell\ntouch canary\n", "'/no/such/shell' is not there")]
    [InlineData("#!/bin/sh\r\ntouch canary\r\n", "CR LF")]
    [InlineData("#!/etc/passwd\ntouch canary\n", "not executable")]
    public void What_is_no_program_is_told_and_not_run(string text, string reason)
    {
        string path = Write(text);
        Assert.Contains(reason, ProgramFile.Obstacle(path), StringComparison.Ordinal);
        AssertNotStarted(path, reason);
    }

    [Fact]
    public void First_line_that_the_kernel_reads_only_a_part_of_is_told() =>
        AssertNotStarted(
            Write("#!" + string.Concat(Enumerable.Repeat("/bin/..", 50)) + "/bin/sh\ntouch canary\n"),
            "longer than the kernel reads");

    [Fact]
    public void Interpreter_that_is_no_program_is_told()
    {
        string broken = Write("touch canary\n", "broken");
        AssertNotStarted(Write($"#!{broken}\ntouch canary\n"), "it is neither");
        string script = Write("#!/bin/sh\nexec /bin/sh \"$@\"\n", "script");
        Assert.Null(ProgramFile.Obstacle(Write($"#!{script}\nexit\n")));
        // A script of itself.
        AssertNotStarted(Write($"#!{_folder.Combine("program")}\n"), "too often");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void Program_that_is_cut_short_is_told_and_not_run(int length)
    {
        byte[] whole = File.ReadAllBytes("/bin/true");
        int end = length > 0 ? length : (int)LastLoadedByte(whole) - 1;
        AssertNotStarted(Write(whole[..end]), "cut short");
    }

    [Fact]
    public void Program_whose_last_section_is_cut_is_still_one() =>
        Assert.Null(ProgramFile.Obstacle(
            Write(File.ReadAllBytes("/bin/true")[..(int)LastLoadedByte(File.ReadAllBytes("/bin/true"))])));

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 9)]
    [InlineData(6, 0)]
    [InlineData(16, 1)]
    [InlineData(16, 4)]
    [InlineData(54, 0)]
    [InlineData(56, 0)]
    public void Header_that_no_program_has_is_told(int at, byte value)
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        program[at] = value;
        AssertNotStarted(Write(program), "damaged");
    }

    /// <summary>All that the kernel looks at before it answers ENOEXEC, each wrong by itself.</summary>
    [Theory]
    [InlineData(32, 0L)]
    [InlineData(32, 1L)]
    [InlineData(32, 4097L)]
    [InlineData(32, long.MaxValue)]
    [InlineData(8, long.MaxValue)]
    public void Interpreter_that_the_kernel_refuses_is_told(int field, long value)
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        int at = HeaderOf(program, 3);
        BinaryPrimitives.WriteInt64LittleEndian(program.AsSpan(at + field), value);
        AssertRefused(program);
    }

    [Fact]
    public void Interpreter_whose_name_has_no_end_is_told()
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        int at = HeaderOf(program, 3);
        program[BitConverter.ToInt64(program, at + 8) + BitConverter.ToInt64(program, at + 32) - 1] = (byte)'x';
        AssertRefused(program);
    }

    [Fact]
    public void More_program_headers_than_the_kernel_reads_are_told()
    {
        byte[] program = [.. File.ReadAllBytes("/bin/true"), .. new byte[2000 * 56]];
        BinaryPrimitives.WriteUInt16LittleEndian(program.AsSpan(56), 2000);
        AssertRefused(program);
    }

    [Fact]
    public void Program_of_another_architecture_is_told_where_this_machine_is_to_run_it()
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        // SPARC V9, whichever this machine is.
        BinaryPrimitives.WriteUInt16LittleEndian(program.AsSpan(18), 43);
        AssertNotStarted(Write(program), "another architecture");
        Assert.Null(ProgramFile.Obstacle(_folder.Combine("program"), isForThisMachine: false));
    }

    [Fact]
    public void Program_that_may_be_executed_and_not_read_has_none()
    {
        if (Environment.IsPrivilegedProcess) return;
        string path = Write(File.ReadAllBytes("/bin/true"));
        File.SetUnixFileMode(path, UnixFileMode.UserExecute);
        Assert.Null(ProgramFile.Obstacle(path));
    }

    private static bool StartsAsProgram(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        int length = file.Read(start);
        return start[..length].SequenceEqual("\u007fELF"u8) || start[..length].StartsWith("#!"u8);
    }

    /// <summary>By the program headers, of which the test reads offset and size.</summary>
    private static long LastLoadedByte(byte[] elf)
    {
        long table = BitConverter.ToInt64(elf, 32);
        int count = BitConverter.ToUInt16(elf, 56);
        return Enumerable.Range(0, count).Select(index => (int)table + (index * 56))
            .Where(at => BitConverter.ToInt32(elf, at) == 1)
            .Max(at => BitConverter.ToInt64(elf, at + 8) + BitConverter.ToInt64(elf, at + 32));
    }

    private static int HeaderOf(byte[] elf, int kind) =>
        Enumerable.Range(0, BitConverter.ToUInt16(elf, 56))
            .Select(index => (int)BitConverter.ToInt64(elf, 32) + (index * 56))
            .First(at => BitConverter.ToInt32(elf, at) == kind);

    private void AssertRefused(byte[] program)
    {
        if (BitConverter.ToUInt16(program, 18) != 62) return;
        Assert.Contains(
            ProgramFile.Obstacle(Write(program)), (string[])["its ELF header is damaged", "it is cut short"]);
    }

    private string Write(string text, string name = "program") =>
        Write(System.Text.Encoding.Latin1.GetBytes(text), name);

    private string Write(byte[] bytes, string name = "program")
    {
        string path = _folder.Combine(name);
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private void AssertNotStarted(string path, string reason)
    {
        RelionException exception = Assert.Throws<RelionException>(() =>
            ProcessRunner.RunAsync(
                new ProcessRequest(path, []) { WorkingDirectory = _folder.Path }, CancellationToken.None).GetAwaiter()
                .GetResult());
        Assert.Equal("RelionProgramNotStarted", exception.ErrorId);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("canary")));
    }
}
