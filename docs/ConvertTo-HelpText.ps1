#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Makes the topics that Get-Help reads, en-US/about_*.help.txt, of the pages docs/en-US/about_*.md.
.DESCRIPTION
    A page is a title with the topic's name, headings of the second order, paragraphs, lists, code between fences and
    tables. The topic has the same words: headings at the margin, all else indented and broken at 80 columns, code as
    it is, and each row of a table as a list of its cells with the names of their columns. A line of code that does not
    fit is an error.
.PARAMETER Path
    Folder of the pages.
.PARAMETER OutputPath
    Folder of the topics.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot en-US),

    [string] $OutputPath = (Join-Path (Split-Path -Parent $PSScriptRoot) en-US)
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$width = 80
$indent = ' ' * 4

# A text as lines that fit, the first and the later ones each behind its own margin.
function Format-Word {
    param([string] $Text, [string] $First, [string] $Later)
    $line = $First
    $isEmpty = $true
    foreach ($word in -split $Text) {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt $width) {
            $line
            $line = $Later
            $isEmpty = $true
        }
        $line += $isEmpty ? $word : " $word"
        $isEmpty = $false
    }
    $line
}

# Code stands in by another step, where it fits so.
function Format-Code {
    param([string[]] $Line, [string] $Name)
    $widest = $Line | Sort-Object Length | Select-Object -Last 1
    if ($indent.Length + $widest.Length -gt $width) {
        throw "$Name has a line of code that does not fit $width columns: $widest"
    }
    $margin = $indent.Length * 2 + $widest.Length -le $width ? $indent * 2 : $indent
    foreach ($text in $Line) { "$margin$text".TrimEnd() }
}

# The cells of a row; a bar with a backslash before it is text.
function Get-Cell {
    param([string] $Row)
    foreach ($cell in $Row.Trim().Trim('|') -split '(?<!\\)\|') { $cell.Trim().Replace('\|', '|') }
}

function Format-Row {
    param([string[]] $Row)
    $columns = @(Get-Cell $Row[0])
    foreach ($line in $Row | Select-Object -Skip 2) {
        $cells = @(Get-Cell $line)
        ''
        Format-Word $cells[0] $indent ($indent * 2)
        for ($i = 1; $i -lt $cells.Count; $i++) {
            Format-Word "$($columns[$i]): $($cells[$i])" ($indent * 2) ($indent * 3)
        }
    }
}

# The lines from a place on that belong together.
function Get-Block {
    param([string[]] $Page, [int] $From, [string] $Pattern)
    for ($i = $From; $i -lt $Page.Count -and $Page[$i] -match $Pattern; $i++) { $Page[$i] }
}

function ConvertTo-HelpText {
    param([string[]] $Page, [string] $Name)
    $before = 'Heading'
    for ($i = 0; $i -lt $Page.Count; $i += $length) {
        $line = $Page[$i]
        $length = 1
        if (-not $line.Trim()) { continue }
        switch -Regex ($line) {
            '^# ' {
                if ($line.Substring(2) -cne $Name) { throw "$Name has the title '$line'." }
                'TOPIC'
                $indent + $Name
                $kind = 'Title'
                break
            }
            '^## ' {
                ''
                $line.Substring(3)
                $kind = 'Heading'
                break
            }
            '^```' {
                $code = @(Get-Block $Page ($i + 1) '^(?!```)')
                $length = $code.Count + 2
                if ($before -ne 'Heading') { '' }
                Format-Code $code $Name
                $kind = 'Code'
                break
            }
            '^\|' {
                $block = @(Get-Block $Page $i '^\|')
                $length = $block.Count
                Format-Row $block
                $kind = 'Table'
                break
            }
            '^- ' {
                $block = @($line) + @(Get-Block $Page ($i + 1) '^  \S')
                $length = $block.Count
                if ($before -notin 'Heading', 'Item') { '' }
                Format-Word ($block -join ' ') $indent "$indent  "
                $kind = 'Item'
                break
            }
            default {
                $block = @(Get-Block $Page $i '^(?!#|```|\||- )\s*\S')
                $length = $block.Count
                if ($before -ne 'Heading') { '' }
                Format-Word ($block -join ' ') $indent $indent
                $kind = 'Paragraph'
            }
        }
        if ($length -eq 0) { throw "$Name has a line that has no place in a topic: $line" }
        $before = $kind
    }
}

foreach ($page in Get-ChildItem -Path (Join-Path $Path 'about_*.md')) {
    $lines = @(ConvertTo-HelpText (Get-Content -LiteralPath $page.FullName) $page.BaseName)
    $topic = $PSCmdlet.GetUnresolvedProviderPathFromPSPath((Join-Path $OutputPath "$($page.BaseName).help.txt"))
    [System.IO.File]::WriteAllText($topic, ($lines -join "`n") + "`n")
}
