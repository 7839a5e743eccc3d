using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RelionPS.Shell;

/// <summary>The commands that come with PowerShell itself and not with its engine. Calling one says so, by <see cref="CommandNotInShell"/>.</summary>
internal static class MissingCommands
{
    /// <summary>Commands of PowerShell 7.6 on Linux, by module.</summary>
    private static readonly (string Module, string Commands)[] Table =
    [
        ("Microsoft.PowerShell.Utility", """
            Add-Member Add-Type Clear-Variable Compare-Object ConvertFrom-CliXml ConvertFrom-Csv ConvertFrom-Json ConvertFrom-Markdown
            ConvertFrom-StringData ConvertTo-CliXml ConvertTo-Csv ConvertTo-Html ConvertTo-Json ConvertTo-Xml Debug-Runspace Disable-PSBreakpoint
            Disable-RunspaceDebug Enable-PSBreakpoint Enable-RunspaceDebug Export-Alias Export-Clixml Export-Csv Export-FormatData Export-PSSession
            Format-Custom Format-Hex Format-List Format-Table Format-Wide Get-Alias Get-Culture Get-Date Get-Error Get-Event Get-EventSubscriber
            Get-FileHash Get-FormatData Get-Host Get-MarkdownOption Get-Member Get-PSBreakpoint Get-PSCallStack Get-Random Get-Runspace
            Get-RunspaceDebug Get-SecureRandom Get-TraceSource Get-TypeData Get-UICulture Get-Unique Get-Uptime Get-Variable Get-Verb Group-Object
            Import-Alias Import-Clixml Import-Csv Import-LocalizedData Import-PSSession Import-PowerShellDataFile Invoke-Expression Invoke-RestMethod
            Invoke-WebRequest Join-String Measure-Command Measure-Object New-Alias New-Event New-Guid New-Object New-TemporaryFile New-TimeSpan
            New-Variable Out-File Out-String Read-Host Register-EngineEvent Register-ObjectEvent Remove-Alias Remove-Event Remove-PSBreakpoint
            Remove-TypeData Remove-Variable Select-Object Select-String Select-Xml Send-MailMessage Set-Alias Set-Date Set-MarkdownOption
            Set-PSBreakpoint Set-TraceSource Set-Variable Show-Markdown Sort-Object Start-Sleep Tee-Object Test-Json Trace-Command Unblock-File
            Unregister-Event Update-FormatData Update-List Update-TypeData Wait-Debugger Wait-Event Write-Debug Write-Error Write-Host
            Write-Information Write-Output Write-Progress Write-Verbose Write-Warning
            """),
        ("Microsoft.PowerShell.Management", """
            Add-Content Clear-Content Clear-Item Clear-ItemProperty Convert-Path Copy-Item Copy-ItemProperty Debug-Process Get-ChildItem Get-Clipboard
            Get-Content Get-Item Get-ItemProperty Get-ItemPropertyValue Get-Location Get-PSDrive Get-PSProvider Get-Process Get-TimeZone Invoke-Item
            Join-Path Move-Item Move-ItemProperty New-Item New-ItemProperty New-PSDrive Pop-Location Push-Location Remove-Item Remove-ItemProperty
            Remove-PSDrive Rename-Item Rename-ItemProperty Resolve-Path Restart-Computer Set-Clipboard Set-Content Set-Item Set-ItemProperty
            Set-Location Split-Path Start-Process Stop-Computer Stop-Process Test-Connection Test-Path Wait-Process
            """),
        ("Microsoft.PowerShell.Security", """
            ConvertFrom-SecureString ConvertTo-SecureString Get-CmsMessage Get-Credential Get-ExecutionPolicy Get-PfxCertificate Protect-CmsMessage
            Set-ExecutionPolicy Unprotect-CmsMessage
            """),
        ("Microsoft.PowerShell.Host", """
            Start-Transcript Stop-Transcript
            """),
    ];

    /// <summary>What the engine itself offers in their place.</summary>
    private static readonly Dictionary<string, string> Instead = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Get-Location"] = "$PWD",
        ["Set-Location"] = "$ExecutionContext.SessionState.Path.SetLocation('<folder>')",
        ["Write-Output"] = "the value alone, as in: 'text'",
    };

    private static readonly Dictionary<string, (string Name, string Module)> Known = Table
        .SelectMany(row => row.Commands.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (Name: name, row.Module)))
        .ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What to tell who calls a command of the table.</summary>
    public static string Explanation(string command) =>
        $"'{command}' belongs to {Known[command].Module}, which this shell does not have. Install PowerShell 7.4 or later to use it."
        + (Instead.TryGetValue(command, out string? other) ? $" Here: {other}" : "");

    /// <summary>Takes the engine's aliases of such commands out of a state, so that programs of the same name (echo, pwd) are found; gives what they stood for.</summary>
    public static IReadOnlyDictionary<string, string> TakeAliases(InitialSessionState state)
    {
        SessionStateAliasEntry[] aliases = [.. state.Commands.OfType<SessionStateAliasEntry>().Where(alias => Known.ContainsKey(alias.Definition))];
        foreach (SessionStateAliasEntry alias in aliases) state.Commands.Remove(alias.Name, typeof(SessionStateAliasEntry));
        return aliases.ToDictionary(alias => alias.Name, alias => alias.Definition, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Makes the runspace answer for commands of the table that it did not find itself.</summary>
    public static void Explain(Runspace runspace, IReadOnlyDictionary<string, string> aliases)
    {
        CommandInvocationIntrinsics commands = runspace.SessionStateProxy.InvokeCommand;
        commands.CommandNotFoundAction = (_, lookup) =>
        {
            string name = lookup.CommandName;
            if (aliases.TryGetValue(name, out string? definition))
            {
                // A module on PSModulePath may have the command after all.
                lookup.Command = commands.GetCommand(definition, CommandTypes.Cmdlet | CommandTypes.Function) ?? StandIn(definition);
                return;
            }
            if (Known.TryGetValue(name, out var known)) lookup.Command = StandIn(known.Name);
        };
    }

    private static CmdletInfo StandIn(string command) => new(command, typeof(CommandNotInShell));
}
