# What build.ps1 makes a package of: the texts that differ from the working copy's, and two archives whose bytes are the
# same each time, as their entries are in the order of their names, have one time and no owner.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# RELION's own pages: what there is to open where a command has no page on the network.
$relionPages = 'https://relion.readthedocs.io/'

# The first time that a zip archive can hold.
$firstZipTime = [datetimeoffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)

# --- Texts ------------------------------------------------------------------------------------------------------------

# The newest section of a changelog: its heading, the date in that, or none, and its text.
function Get-NewestChange {
    param([string] $Path)
    $section = [regex]::Match(
        [System.IO.File]::ReadAllText($Path), '(?ms)^## (?<head>[^\n]*)\n(?<text>.*?)(?=^## |\z)')
    if (-not $section.Success) { throw "'$Path' has no section: a line that begins with '## '." }
    $heading = $section.Groups['head'].Value.Trim()
    $day = [regex]::Match($heading, '\d{4}-\d{2}-\d{2}')
    $date = $null
    if ($day.Success) {
        $date = [datetimeoffset]::ParseExact(
            $day.Value, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture,
            [System.Globalization.DateTimeStyles]::AssumeUniversal)
    }
    [pscustomobject]@{ Heading = $heading; Date = $date; Text = $section.Groups['text'].Value.Trim() }
}

# The one time of all entries: SOURCE_DATE_EPOCH (reproducible-builds.org), the release's day, or the first of all.
function Get-PackageTime {
    param([psobject] $Change)
    if ($env:SOURCE_DATE_EPOCH) {
        $seconds = [long]::Parse($env:SOURCE_DATE_EPOCH, [cultureinfo]::InvariantCulture)
        $time = [datetimeoffset]::FromUnixTimeSeconds($seconds)
        return $time -lt $firstZipTime ? $firstZipTime : $time
    }
    $Change.Date ?? $firstZipTime
}

# A page's prose and its blocks of code, in turn; the blocks are at the odd places.
function Split-Page {
    param([string] $Text)
    , [regex]::Split($Text, '(?ms)(^ *```.*?^ *```[^\n]*$)')
}

# Whether a link of a page leads to something: an address, a place in the page, a file or folder of the package.
function Test-Link {
    param([string] $Target, [string[]] $File)
    if ($Target -match '^([a-z][a-z0-9+.-]*:|#)') { return $true }
    $path = $Target.Split('#')[0].TrimEnd('/') -replace '^\./'
    $File -ccontains $path -or @($File).Where({ $_.StartsWith("$path/") }, 'First').Count -gt 0
}

# A page without links to what is not in the package: of such a link its text stays, of such a picture nothing.
function Remove-DeadLink {
    param([string] $Text, [string[]] $File)
    $parts = Split-Page $Text
    for ($i = 0; $i -lt $parts.Length; $i += 2) {
        # Pictures first: one may be the text of a link.
        foreach ($kind in '!', '(?<!!)') {
            $parts[$i] = [regex]::Replace($parts[$i], $kind + '\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)[^)]*\)', {
                param($link)
                if (Test-Link $link.Groups['target'].Value $File) { $link.Value }
                elseif ($kind -eq '!') { '' }
                else { $link.Groups['text'].Value }
            })
        }
        $parts[$i] = [regex]::Replace($parts[$i], '\n{3,}', "`n`n")
    }
    -join $parts
}

# The targets of a page's links that lead to nothing, in whatever way Markdown and HTML write links.
function Get-DeadLink {
    param([string] $Text, [string[]] $File)
    $parts = Split-Page $Text
    for ($i = 0; $i -lt $parts.Length; $i += 2) {
        $links = [regex]::Matches(
            $parts[$i], '(?m)\]\((?<target>[^)\s]+)|^ {0,3}\[[^\]]+\]: *(?<target>\S+)|(?:src|href)="(?<target>[^"]*)"')
        foreach ($link in $links) {
            $target = $link.Groups['target'].Value
            if (-not (Test-Link $target $File)) { $target }
        }
    }
}

function ConvertTo-ManifestLiteral {
    param([object] $Value, [string] $Indent)
    if ($Value -is [string]) {
        $content = [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Value)
        return "'$content'"
    }
    $lines = foreach ($item in $Value) { "$Indent    " + (ConvertTo-ManifestLiteral $item '') }
    "@(`n" + ($lines -join "`n") + "`n$Indent)"
}

# A manifest's text with values in one of its tables, named by the keys that lead to it: a value that is there is
# replaced, others come at the table's end, and all else is as it was.
function Set-ManifestValue {
    param([string] $Text, [string[]] $Table, [System.Collections.IDictionary] $Value)
    $tokens = $faults = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $faults)
    if ($faults) { throw "The manifest can't be read: $($faults[0].Message)" }
    $isTable = { param($node) $node -is [System.Management.Automation.Language.HashtableAst] }
    $found = $ast.Find($isTable, $false)
    foreach ($name in $Table) {
        $pair = $found.KeyValuePairs.Where({ $_.Item1.Value -eq $name }, 'First')
        if ($pair.Count -eq 0) { throw "The manifest has no table '$name'." }
        $found = $pair[0].Item2.Find($isTable, $false)
    }
    $end = $Text.LastIndexOf("`n", $found.Extent.EndOffset - 1) + 1
    $indent = $Text.Substring($end, $found.Extent.EndOffset - 1 - $end) + '    '
    $added = ''
    $edits = foreach ($name in $Value.Keys) {
        $literal = ConvertTo-ManifestLiteral $Value[$name] $indent
        $pair = $found.KeyValuePairs.Where({ $_.Item1.Value -eq $name }, 'First')
        if ($pair.Count -eq 0) { $added += "$indent$name = $literal`n" }
        else {
            $place = $pair[0].Item2.Extent
            [pscustomobject]@{ Start = $place.StartOffset; End = $place.EndOffset; Text = $literal }
        }
    }
    $edits = @($edits) + [pscustomobject]@{ Start = $end; End = $end; Text = $added }
    foreach ($edit in $edits | Sort-Object Start -Descending) {
        $Text = $Text.Remove($edit.Start, $edit.End - $edit.Start).Insert($edit.Start, $edit.Text)
    }
    $Text
}

# Gives each command of a help file the page that Get-Help -Online opens, the first of its links that has an address;
# {0} in the address is the command's name. Without an address the command gets RELION's documentation, unless it has a
# link with an address already, since Get-Help -Online ends in an error where there is none.
function Add-OnlineHelp {
    param([string] $Path, [string] $Uri)
    $commandSpace = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    $mamlSpace = 'http://schemas.microsoft.com/maml/2004/10'
    $document = [System.Xml.XmlDocument]::new()
    $document.PreserveWhitespace = $true
    $document.Load($Path)
    $names = [System.Xml.XmlNamespaceManager]::new($document.NameTable)
    $names.AddNamespace('command', $commandSpace)
    $names.AddNamespace('maml', $mamlSpace)
    foreach ($command in $document.SelectNodes('//command:command', $names)) {
        $links = $command.SelectSingleNode('command:relatedLinks', $names)
        if (-not $links) {
            $links = $command.AppendChild($document.CreateElement('command', 'relatedLinks', $commandSpace))
        }
        $name = $command.SelectSingleNode('command:details/command:name', $names).InnerText
        $text = 'Online Version:'
        $address = $Uri.Replace('{0}', $name)
        if (-not $Uri) {
            if ($links.SelectSingleNode('maml:navigationLink/maml:uri[normalize-space()]', $names)) { continue }
            $text = 'Documentation of RELION:'
            $address = $relionPages
        }
        foreach ($old in @($links.SelectNodes("maml:navigationLink[normalize-space(maml:linkText)='$text']", $names))) {
            $null = $links.RemoveChild($old)
        }
        $link = $document.CreateElement('maml', 'navigationLink', $mamlSpace)
        foreach ($part in ('linkText', $text), ('uri', $address)) {
            $child = $document.CreateElement('maml', $part[0], $mamlSpace)
            $child.InnerText = $part[1]
            $null = $link.AppendChild($child)
        }
        $null = $links.PrependChild($link)
    }
    $document.Save($Path)
}

# --- Archives ---------------------------------------------------------------------------------------------------------

# The files below a folder by their names in it, in the order of the names' characters, whatever the culture.
function Get-PackageFile {
    param([string] $Folder)
    [string[]] $files = [System.IO.Directory]::GetFiles(
        $Folder, '*', [System.IO.SearchOption]::AllDirectories).ForEach({
            [System.IO.Path]::GetRelativePath($Folder, $_)
        })
    [array]::Sort($files, [System.StringComparer]::Ordinal)
    $files
}

function ConvertTo-XmlByte {
    param([scriptblock] $Write)
    $settings = [System.Xml.XmlWriterSettings]::new()
    $settings.Encoding = [System.Text.UTF8Encoding]::new($false)
    $settings.Indent = $true
    $settings.NewLineChars = "`n"
    $stream = [System.IO.MemoryStream]::new()
    $xml = [System.Xml.XmlWriter]::Create($stream, $settings)
    & $Write $xml
    $xml.Dispose()
    , $stream.ToArray()
}

# What NuGet and PowerShell's commands read of a package before they open the module.
function Get-NuGetSpecification {
    param([System.Collections.IDictionary] $Manifest)
    $data = $Manifest.PrivateData.PSData
    $commands = @($Manifest.CmdletsToExport)
    $tags = @($data.Tags) + 'PSModule' + 'PSIncludes_Cmdlet' +
        $commands.ForEach({ "PSCmdlet_$_" }) + $commands.ForEach({ "PSCommand_$_" })
    ConvertTo-XmlByte {
        param($xml)
        $space = 'http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd'
        $xml.WriteStartElement('package', $space)
        $xml.WriteStartElement('metadata', $space)
        $values = [ordered]@{
            id = 'RelionPS'
            version = $Manifest.ModuleVersion
            authors = $Manifest.Author
            owners = $Manifest.Author
            requireLicenseAcceptance = 'false'
            licenseUrl = $data['LicenseUri']
            projectUrl = $data['ProjectUri']
            description = $Manifest.Description
            releaseNotes = $data['ReleaseNotes']
            copyright = $Manifest.Copyright
            tags = $tags -join ' '
        }
        foreach ($name in $values.Keys) {
            if ($values[$name]) { $xml.WriteElementString($name, $space, $values[$name]) }
        }
        $xml.WriteEndElement()
        $xml.WriteEndElement()
    }
}

# The parts that make a zip archive an Open Packaging Conventions package, by their names: ECMA-376, part 2.
function Get-OpenPackagingPart {
    param([System.Collections.IDictionary] $Manifest, [string[]] $File)
    $properties = 'package/services/metadata/core-properties/RelionPS.psmdcp'
    $parts = [ordered]@{}
    $parts['_rels/.rels'] = ConvertTo-XmlByte {
        param($xml)
        $xml.WriteStartElement('Relationships', 'http://schemas.openxmlformats.org/package/2006/relationships')
        $kinds = [ordered]@{
            'http://schemas.microsoft.com/packaging/2010/07/manifest' = '/RelionPS.nuspec'
            'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties' = "/$properties"
        }
        foreach ($kind in $kinds.Keys) {
            $xml.WriteStartElement('Relationship')
            $xml.WriteAttributeString('Type', $kind)
            $xml.WriteAttributeString('Target', $kinds[$kind])
            $xml.WriteAttributeString('Id', [System.IO.Path]::GetExtension($kinds[$kind]).TrimStart('.'))
            $xml.WriteEndElement()
        }
        $xml.WriteEndElement()
    }
    $parts[$properties] = ConvertTo-XmlByte {
        param($xml)
        $space = 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties'
        $dublinCore = 'http://purl.org/dc/elements/1.1/'
        $xml.WriteStartElement('coreProperties', $space)
        $xml.WriteElementString('creator', $dublinCore, $Manifest.Author)
        $xml.WriteElementString('description', $dublinCore, $Manifest.Description)
        $xml.WriteElementString('identifier', $dublinCore, 'RelionPS')
        $xml.WriteElementString('version', $space, $Manifest.ModuleVersion)
        $xml.WriteEndElement()
    }
    $parts['[Content_Types].xml'] = ConvertTo-XmlByte {
        param($xml)
        $types = [System.Collections.Generic.SortedDictionary[string, string]]::new([System.StringComparer]::Ordinal)
        foreach ($name in $File) {
            $extension = [System.IO.Path]::GetExtension($name).TrimStart('.')
            if ($extension) { $types[$extension] = 'application/octet' }
        }
        $types['nuspec'] = 'application/octet'
        $types['rels'] = 'application/vnd.openxmlformats-package.relationships+xml'
        $types['psmdcp'] = 'application/vnd.openxmlformats-package.core-properties+xml'
        $xml.WriteStartElement('Types', 'http://schemas.openxmlformats.org/package/2006/content-types')
        foreach ($extension in $types.Keys) {
            $xml.WriteStartElement('Default')
            $xml.WriteAttributeString('Extension', $extension)
            $xml.WriteAttributeString('ContentType', $types[$extension])
            $xml.WriteEndElement()
        }
        foreach ($name in $File.Where({ -not [System.IO.Path]::GetExtension($_) })) {
            $xml.WriteStartElement('Override')
            $xml.WriteAttributeString('PartName', "/$name")
            $xml.WriteAttributeString('ContentType', 'application/octet')
            $xml.WriteEndElement()
        }
        $xml.WriteEndElement()
    }
    $parts
}

# A .nupkg of a module's folder, as Install-PSResource and Install-Module take it from a folder or a gallery.
function New-NuGetPackage {
    param([string] $Folder, [string] $Path, [datetimeoffset] $Time)
    $files = Get-PackageFile $Folder
    $manifest = Import-PowerShellDataFile (Join-Path $Folder RelionPS.psd1)
    $entries = [System.Collections.Generic.SortedDictionary[string, byte[]]]::new([System.StringComparer]::Ordinal)
    foreach ($file in $files) { $entries[$file] = [System.IO.File]::ReadAllBytes((Join-Path $Folder $file)) }
    $entries['RelionPS.nuspec'] = Get-NuGetSpecification $manifest
    $parts = Get-OpenPackagingPart $manifest $files
    foreach ($name in $parts.Keys) { $entries[$name] = $parts[$name] }
    $stream = [System.IO.File]::Create($Path)
    try {
        $zip = [System.IO.Compression.ZipArchive]::new($stream, [System.IO.Compression.ZipArchiveMode]::Create)
        foreach ($name in $entries.Keys) {
            $entry = $zip.CreateEntry($name, [System.IO.Compression.CompressionLevel]::SmallestSize)
            $entry.LastWriteTime = $Time
            # A plain file that all may read and its owner may write, in the upper half, where Unix has its modes.
            $entry.ExternalAttributes = 0x81A40000
            $target = $entry.Open()
            $target.Write($entries[$name], 0, $entries[$name].Length)
            $target.Dispose()
        }
        $zip.Dispose()
    }
    finally { $stream.Dispose() }
}

# A tar.gz that holds the module's folder below a name, to be unpacked in a folder of PSModulePath.
function New-TarPackage {
    param([string] $Folder, [string] $Name, [string] $Path, [datetimeoffset] $Time)
    $files = Get-PackageFile $Folder
    $folders = [System.Collections.Generic.SortedSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($file in $files.ForEach({ "$Name/$_" })) {
        for ($at = $file.IndexOf('/'); $at -ge 0; $at = $file.IndexOf('/', $at + 1)) {
            $null = $folders.Add($file.Substring(0, $at + 1))
        }
    }
    $stream = [System.IO.File]::Create($Path)
    $packed = [System.IO.Compression.GZipStream]::new($stream, [System.IO.Compression.CompressionLevel]::SmallestSize)
    $tar = [System.Formats.Tar.TarWriter]::new($packed)
    try {
        foreach ($entryName in $folders) {
            $entry = [System.Formats.Tar.UstarTarEntry]::new([System.Formats.Tar.TarEntryType]::Directory, $entryName)
            $entry.ModificationTime = $Time
            $entry.Mode = [System.IO.UnixFileMode] 0x1ED
            $tar.WriteEntry($entry)
        }
        foreach ($file in $files) {
            $entry = [System.Formats.Tar.UstarTarEntry]::new(
                [System.Formats.Tar.TarEntryType]::RegularFile, "$Name/$file")
            $entry.ModificationTime = $Time
            $entry.Mode = [System.IO.UnixFileMode] 0x1A4
            $entry.DataStream = [System.IO.File]::OpenRead((Join-Path $Folder $file))
            $tar.WriteEntry($entry)
            $entry.DataStream.Dispose()
        }
    }
    finally {
        $tar.Dispose()
        $packed.Dispose()
        $stream.Dispose()
    }
}

# The lines that sha256sum --check reads.
function Get-ChecksumLine {
    param([string[]] $Path)
    foreach ($file in $Path) {
        $hash = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant()
        "$hash  $([System.IO.Path]::GetFileName($file))"
    }
}

Export-ModuleMember -Function Get-NewestChange, Get-PackageTime, Remove-DeadLink, Get-DeadLink, Set-ManifestValue,
    Add-OnlineHelp, Get-PackageFile, New-NuGetPackage, New-TarPackage, Get-ChecksumLine
