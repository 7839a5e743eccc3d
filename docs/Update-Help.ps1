#!/usr/bin/env pwsh
#Requires -Modules Microsoft.PowerShell.PlatyPS
<#
.SYNOPSIS
    Makes the pages of the commands and en-US/RelionPS.dll-Help.xml anew.
.DESCRIPTION
    What the code knows (parameters, types, sets, positions, aliases, defaults, syntax) is taken from the built module;
    what people write (texts, examples, notes, links) from the pages in docs/en-US. A parameter that has no text yet
    gets that of its doc comment. The help file is made of the pages by Microsoft.PowerShell.PlatyPS; what that leaves
    out (defaults, the code of examples, paragraphs) is added.
.PARAMETER Root
    The repository.
#>
param([string] $Root = (Split-Path -Parent $PSScriptRoot))
# PlatyPS 1.0 does not run in strict mode.
Set-StrictMode -Off
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $Root RelionPS.psd1) -Force
$pages = Join-Path $Root docs en-US
$work = Join-Path ([IO.Path]::GetTempPath()) "relionps-help-$([Guid]::NewGuid())"
$utf8 = [Text.UTF8Encoding]::new($false)
$comments = @{}
foreach ($member in ([xml](Get-Content -Raw (Join-Path $Root bin RelionPS.xml))).doc.members.member) {
    $comments[$member.name] = $member
}

# The text of a doc comment, on one line.
function Get-Comment([Type] $Type, [string] $Property) {
    for (; $Type; $Type = $Type.BaseType) {
        $node = $comments["P:$($Type.FullName).$Property"]
        if ($node -and $node['summary']) {
            $xml = $node['summary'].InnerXml -replace '<c>(.*?)</c>', '`$1`' -replace
                '<see cref="[A-Z]:(?:\w+\.)*(\w+)" />', '`$1`' -replace '<[^>]*>', ''
            return [Net.WebUtility]::HtmlDecode(($xml -replace '\s+', ' ').Trim())
        }
    }
    ''
}

# What a parameter is where it is left out: the value of the command's property.
function Get-Default([object] $Command, [string] $Name) {
    $property = $Command.GetType().GetProperty($Name)
    $value = $null
    if ($property) { $value = $property.GetValue($Command) }
    if ($value -is [Management.Automation.SwitchParameter] -or $Name -in 'Confirm', 'WhatIf') { return 'False' }
    if ($null -eq $value -or '' -eq "$value" -or [long]::MaxValue -eq $value) { return 'None' }
    $values = @($value)
    if ($values.Count -gt 3 -and $values[0] -is [int]) { return "$($values[0]) to $($values[-1])" }
    # The value of an unset number or enumeration says nothing.
    $isUnset = $value -is [ValueType] -and $value.Equals([Activator]::CreateInstance($value.GetType()))
    if ($isUnset) { return 'None' }
    ($values | ForEach-Object { [string]::Format([cultureinfo]::InvariantCulture, '{0}', $_) }) -join ', '
}

# Texts of the page that is there, in the structure that the code has.
function Get-PageHelp([Management.Automation.CmdletInfo] $Info) {
    $page = Join-Path $pages "$($Info.Name).md"
    $new = New-CommandHelp -CommandInfo $Info
    $old = if (Test-Path $page) { Import-MarkdownCommandHelp $page }
    if ($old) {
        $new.Synopsis = $old.Synopsis
        $new.Description = $old.Description
        $new.Notes = $old.Notes
        foreach ($list in 'Examples', 'RelatedLinks', 'Inputs', 'Outputs') {
            $new.$list.Clear()
            foreach ($item in $old.$list) { $new.$list.Add($item) }
        }
    }
    $new.Aliases = ''
    $new.AliasHeaderFound = $true
    $command = [Activator]::CreateInstance($Info.ImplementingType)
    foreach ($parameter in $new.Parameters) {
        $known = if ($old) { $old.Parameters | Where-Object Name -CEQ $parameter.Name }
        $isCommon = $parameter.Name -in 'Confirm', 'WhatIf'
        $text = if ($known) { $known.Description } elseif ($isCommon) { $parameter.Description }
        if (-not $text -or $text.Contains('{{')) { $text = Get-Comment $Info.ImplementingType $parameter.Name }
        $parameter.Description = $text
        $parameter.DefaultValue = Get-Default $command $parameter.Name
        # Where the code has none to read, a page may say in words what holds.
        if ($parameter.DefaultValue -eq 'None' -and $known.DefaultValue) {
            $parameter.DefaultValue = $known.DefaultValue
        }
        $metadata = $Info.Parameters[$parameter.Name]
        $type = $metadata.ParameterType.IsArray ? $metadata.ParameterType.GetElementType() : $metadata.ParameterType
        $set = $metadata.Attributes | Where-Object { $_ -is [ValidateSet] }
        $parameter.AcceptedValues.Clear()
        if ($type.IsEnum) { $parameter.AddAcceptedValueRange([string[]][Enum]::GetNames($type)) }
        elseif ($set) { $parameter.AddAcceptedValueRange([string[]]$set.ValidValues) }
    }
    foreach ($syntax in $new.Syntax) { $syntax.HasCmdletBinding = $true }
    foreach ($key in 'ms.date', 'Locale', 'title') { $new.Metadata.Remove($key) }
    $new
}

$help = foreach ($info in Get-Command -Module RelionPS | Sort-Object Name) { Get-PageHelp $info }
$null = $help | Export-MarkdownCommandHelp -OutputFolder $work -Force
foreach ($file in Get-ChildItem (Join-Path $work RelionPS) -Filter *.md) {
    $lines = Get-Content $file | Where-Object { $_ -notmatch '^ms\.date:|^\{\{ Fill in the related links' } |
        ForEach-Object TrimEnd
    [IO.File]::WriteAllText((Join-Path $pages $file.Name), (($lines -join "`n").TrimEnd() + "`n"), $utf8)
}
$null = $help | Export-MamlCommandHelp -OutputFolder $work -Force
$xml = [xml]::new()
$xml.Load((Join-Path $work RelionPS RelionPS.dll-Help.xml))
$maml = 'http://schemas.microsoft.com/maml/2004/10'
$command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
$dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
$names = [Xml.XmlNamespaceManager]::new($xml.NameTable)
$names.AddNamespace('maml', $maml)
$names.AddNamespace('command', $command)
$names.AddNamespace('dev', $dev)

function Add-Paragraph([Xml.XmlElement] $Parent, [string] $Text) {
    foreach ($part in ($Text -split '\r?\n\r?\n').Trim() | Where-Object Length) {
        $paragraph = $xml.CreateElement('maml', 'para', $maml)
        $paragraph.InnerText = $part
        $null = $Parent.AppendChild($paragraph)
    }
}

foreach ($one in $help) {
    $node = $xml.SelectSingleNode("//command:command[command:details/command:name='$($one.Title)']", $names)
    $description = $node.SelectSingleNode('maml:description', $names)
    $description.RemoveAll()
    Add-Paragraph $description $one.Description
    foreach ($element in $node.SelectNodes('.//command:parameter', $names)) {
        $parameter = $one.Parameters | Where-Object Name -CEQ $element.SelectSingleNode('maml:name', $names).InnerText
        if (-not $parameter) { continue }
        $default = $xml.CreateElement('dev', 'defaultValue', $dev)
        $default.InnerText = $parameter.DefaultValue
        $null = $element.AppendChild($default)
    }
    $examples = $node.SelectNodes('command:examples/command:example', $names)
    for ($index = 0; $index -lt $examples.Count; $index++) {
        $introduction = $examples[$index].SelectSingleNode('maml:introduction', $names)
        $null = $examples[$index].RemoveChild($introduction)
        $code = [Collections.Generic.List[string]]::new()
        $text = [Collections.Generic.List[string]]::new()
        $isCode = $false
        foreach ($line in $one.Examples[$index].Remarks -split '\r?\n') {
            if ($line.StartsWith('```')) {
                if (-not $isCode -and $code.Count) { $code.Add('') }
                $isCode = -not $isCode
            }
            elseif ($isCode) { $code.Add($line) }
            else { $text.Add($line) }
        }
        $examples[$index].SelectSingleNode('dev:code', $names).InnerText = $code -join "`n"
        Add-Paragraph $examples[$index].SelectSingleNode('dev:remarks', $names) ($text -join "`n")
    }
    # A link to a page leads nowhere from a session. What Get-Help -Online opens is added at the end.
    foreach ($link in @($node.SelectNodes('command:relatedLinks/maml:navigationLink', $names))) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($uri -and $uri.InnerText -notmatch '^https?:') { $uri.InnerText = '' }
        if ($link.SelectSingleNode('maml:linkText', $names).InnerText -eq 'Online Version') {
            $null = $link.ParentNode.RemoveChild($link)
        }
    }
    $alert = $node.SelectSingleNode('maml:alertSet', $names)
    if ($alert -and -not $alert.InnerText.Trim()) { $null = $node.RemoveChild($alert) }
}
$help = Join-Path $Root en-US RelionPS.dll-Help.xml
$xml.Save($help)
# Get-Help -Online of a working copy has a page to open, too.
Import-Module (Join-Path $Root build Packaging.psm1)
Add-OnlineHelp $help ''
$xml.PreserveWhitespace = $false
$xml.Load($help)
$settings = [Xml.XmlWriterSettings]@{ Indent = $true; Encoding = $utf8; NewLineChars = "`n" }
$writer = [Xml.XmlWriter]::Create($help, $settings)
$xml.Save($writer)
$writer.Dispose()
Remove-Item -Recurse -Force $work
