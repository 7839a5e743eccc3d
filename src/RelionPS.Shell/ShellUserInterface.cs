using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RelionPS.Shell;

/// <summary>The streams as pwsh shows them: errors on stderr, all else on stdout. Questions are <see cref="Questions"/>.</summary>
internal sealed class ShellUserInterface(Screen screen, InterruptHandler interrupts, bool nonInteractive) : PSHostUserInterface
{
    private readonly ShellRawUserInterface _raw = new(screen);
    private readonly Questions _questions = new(screen, interrupts, nonInteractive);

    public override PSHostRawUserInterface RawUI => _raw;

    public override bool SupportsVirtualTerminal => Terminal.OutputHasColour;

    public override void Write(string value) => screen.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        screen.Write(AnsiColour.Foreground(foregroundColor) + AnsiColour.Background(backgroundColor) + value + AnsiColour.Reset);

    public override void WriteLine(string value) => screen.Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => screen.WriteError(value + Environment.NewLine);

    public override void WriteWarningLine(string message) => WriteMarked(FormatStyle.Warning, "WARNING: ", message);

    public override void WriteVerboseLine(string message) => WriteMarked(FormatStyle.Verbose, "VERBOSE: ", message);

    public override void WriteDebugLine(string message) => WriteMarked(FormatStyle.Debug, "DEBUG: ", message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => screen.Report(sourceId, record);

    public override string ReadLine() => _questions.ReadLine();

    public override SecureString ReadLineAsSecureString() => _questions.ReadSecret();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.Ask(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.Choose(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.AskCredential(caption, message, userName);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => _questions.AskCredential(caption, message, userName);

    private void WriteMarked(FormatStyle style, string mark, string message) =>
        screen.Write(GetFormatStyleString(style) + mark + message + AnsiColour.Reset + Environment.NewLine);
}
