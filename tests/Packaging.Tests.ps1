BeforeAll {
    Set-StrictMode -Version Latest
    $root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root build Packaging.psm1) -Force

    function Write-Text([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        $null = New-Item -ItemType Directory -Path (Split-Path $path) -Force
        [System.IO.File]::WriteAllText($path, $Text)
        $path
    }
}
AfterAll { Remove-Module Packaging }

Describe 'The newest section of a changelog' {
    It 'is the first, with its day where that is written' {
        $path = Write-Text CHANGELOG.md "# Changes`n`n## 0.2.0 - 2026-11-27`n`n- new`n  more`n`n## 0.1.0`n`n- old`n"
        $change = Get-NewestChange $path
        $change.Text | Should -BeExactly "- new`n  more"
        $change.Date | Should -Be ([datetimeoffset] '2026-11-27T00:00:00Z')
    }

    It 'may have no day, and be the only one' {
        $change = Get-NewestChange (Write-Text CHANGELOG.md "# Changes`n`n## Unreleased`n`n- new`n")
        $change.Heading | Should -Be Unreleased
        $change.Text | Should -Be '- new'
        $change.Date | Should -BeNullOrEmpty
    }

    It 'is missed by name' {
        { Get-NewestChange (Write-Text CHANGELOG.md "# Changes`n") } | Should -Throw '*CHANGELOG.md*'
    }
}

Describe 'The time of a package' {
    BeforeEach { $epoch = $env:SOURCE_DATE_EPOCH }
    AfterEach { $env:SOURCE_DATE_EPOCH = $epoch }

    It 'is <expected> for SOURCE_DATE_EPOCH <epoch> and the day <day>' -ForEach @(
        @{ Epoch = $null; Day = $null; Expected = '1980-01-01T00:00:00Z' }
        @{ Epoch = $null; Day = '2026-11-27T00:00:00Z'; Expected = '2026-11-27T00:00:00Z' }
        @{ Epoch = '1700000000'; Day = '2026-11-27T00:00:00Z'; Expected = '2023-11-14T22:13:20Z' }
        # A zip archive can hold no earlier time.
        @{ Epoch = '0'; Day = $null; Expected = '1980-01-01T00:00:00Z' }
    ) {
        $env:SOURCE_DATE_EPOCH = $_.Epoch
        $date = if ($Day) { [datetimeoffset] $Day }
        Get-PackageTime ([pscustomobject]@{ Date = $date }) | Should -Be ([datetimeoffset] $Expected)
    }
}

Describe 'A page of a package' {
    It 'has <expected> in place of <text>' -ForEach @(
        @{ Text = 'see [the design](docs/design.md).'; Expected = 'see the design.' }
        @{ Text = 'see [the design](docs/design.md#rooms "Rooms").'; Expected = 'see the design.' }
        @{ Text = 'see [the licence](LICENSE).'; Expected = 'see [the licence](LICENSE).' }
        @{ Text = 'see [the licence](./LICENSE#top).'; Expected = 'see [the licence](./LICENSE#top).' }
        @{ Text = 'see [help](en-US/).'; Expected = 'see [help](en-US/).' }
        @{ Text = '[RELION](https://github.com/3dem/relion)'; Expected = '[RELION](https://github.com/3dem/relion)' }
        @{ Text = '[above](#a-tour), [mail](mailto:a@b.c)'; Expected = '[above](#a-tour), [mail](mailto:a@b.c)' }
        @{ Text = "before`n`n![a report](docs/images/report.png)`n`nafter"; Expected = "before`n`nafter" }
        @{ Text = '[![a report](docs/report.png)](docs/report.html)'; Expected = '' }
        @{ Text = "two [lines`nof text](docs/x.md)"; Expected = "two lines`nof text" }
        @{ Text = "``````powershell`n[x](docs/x.md)`n``````"; Expected = "``````powershell`n[x](docs/x.md)`n``````" }
        @{ Text = 'the case counts: [x](license)'; Expected = 'the case counts: x' }
    ) {
        $made = Remove-DeadLink $Text 'LICENSE', 'en-US/RelionPS.dll-Help.xml'
        $made | Should -BeExactly $Expected
        Get-DeadLink $made 'LICENSE', 'en-US/RelionPS.dll-Help.xml' | Should -BeNullOrEmpty
    }

    It 'is told by the dead link <text>' -ForEach @(
        @{ Text = '[x](docs/x.md)' }
        @{ Text = "[x][1]`n`n[1]: docs/x.md" }
        @{ Text = '<img src="docs/x.md" alt="x">' }
    ) {
        Get-DeadLink $Text 'LICENSE' | Should -Be 'docs/x.md'
    }

    It 'has links in the working copy that lead somewhere: <_>' -ForEach @(
        'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'THIRD-PARTY-NOTICES.md', 'docs/design.md', 'docs/install.md'
    ) {
        $folder = Split-Path (Join-Path $root $_)
        $files = git -C $root ls-files --cached --others --exclude-standard |
            ForEach-Object { [System.IO.Path]::GetRelativePath($folder, (Join-Path $root $_)) }
        Get-DeadLink ([System.IO.File]::ReadAllText((Join-Path $root $_))) $files | Should -BeNullOrEmpty
    }
}

Describe 'The manifest of a package' {
    BeforeAll {
        $text = "@{`n    # Kept.`n    ModuleVersion = '1.0'`n    PrivateData   = @{`n        PSData = @{`n" +
            "            Tags = @('a')`n        }`n    }`n}`n"
    }

    It 'gets values that were not there, whatever is in them' {
        $notes = "- it's new: ``x`$y```n- `u{2018}quoted`u{2019}"
        $made = Set-ManifestValue $text PrivateData, PSData ([ordered]@{ ReleaseNotes = $notes })
        $made = Set-ManifestValue $made @() ([ordered]@{ FileList = [string[]] ('a', "b's") })
        $made | Should -Match '# Kept\.'
        $read = Import-PowerShellDataFile (Write-Text made.psd1 $made)
        $read.PrivateData.PSData.ReleaseNotes | Should -BeExactly $notes
        $read.PrivateData.PSData.Tags | Should -Be 'a'
        $read.FileList | Should -Be 'a', "b's"
    }

    It 'gets another value where there is one' {
        $made = Set-ManifestValue $text @() ([ordered]@{ ModuleVersion = '2.0' })
        $made | Should -BeExactly $text.Replace("'1.0'", "'2.0'")
    }

    It 'has to have the table' {
        { Set-ManifestValue $text None ([ordered]@{ A = 'b' }) } | Should -Throw "*'None'*"
    }
}

Describe 'The page that Get-Help -Online opens' {
    BeforeAll {
        function Get-FirstUri([string] $Uri, [string] $Links = '') {
            $path = Write-Text help.xml (
                '<?xml version="1.0" encoding="utf-8"?><helpItems schema="maml">' +
                '<command:command xmlns:maml="http://schemas.microsoft.com/maml/2004/10" ' +
                'xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10">' +
                '<command:details><command:name>Get-X</command:name></command:details>' + $Links +
                '</command:command></helpItems>')
            Add-OnlineHelp $path $Uri
            ([regex]::Matches((Get-Content $path -Raw), '<maml:uri>(?<uri>[^<]+)<')).ForEach({ $_.Groups['uri'].Value })
        }
        $linked = '<command:relatedLinks><maml:navigationLink><maml:linkText>a</maml:linkText>' +
            '<maml:uri>https://example.org/a</maml:uri></maml:navigationLink></command:relatedLinks>'
    }

    It 'is <expected> for <uri>' -ForEach @(
        @{ Uri = 'https://example.org/{0}.html'; Expected = 'https://example.org/Get-X.html' }
        @{ Uri = 'https://example.org/'; Expected = 'https://example.org/' }
        @{ Uri = ''; Expected = 'https://relion.readthedocs.io/' }
    ) {
        Get-FirstUri $Uri | Should -Be $Expected
        Get-FirstUri $Uri '<command:relatedLinks />' | Should -Be $Expected
    }

    It 'takes the place of one without an address, as PlatyPS writes it' {
        $empty = '<command:relatedLinks><maml:navigationLink><maml:linkText>Online Version:</maml:linkText>' +
            '<maml:uri></maml:uri></maml:navigationLink></command:relatedLinks>'
        Get-FirstUri 'https://example.org/{0}' $empty | Should -Be 'https://example.org/Get-X'
        ([regex]::Matches((Get-Content (Join-Path $TestDrive help.xml) -Raw), 'Online Version:')).Count | Should -Be 1
        Get-FirstUri '' $empty | Should -Be 'https://relion.readthedocs.io/'
    }

    It 'leads the other links, and is left as it is where nothing is known' {
        Get-FirstUri 'https://example.org/{0}' $linked | Should -Be 'https://example.org/Get-X', 'https://example.org/a'
        Get-FirstUri '' $linked | Should -Be 'https://example.org/a'
    }
}

Describe 'The archives of a package' {
    BeforeAll {
        $module = Join-Path $TestDrive module
        foreach ($file in 'b.md', 'LICENSE', 'bin/lib/x.dll', 'bin/A.dll') { $null = Write-Text "module/$file" $file }
        $null = Write-Text module/RelionPS.psd1 (
            "@{ ModuleVersion = '1.2.3'; Author = 'A & B'; Description = 'D'; Copyright = 'C'; " +
            "CmdletsToExport = @('Get-X'); PrivateData = @{ PSData = @{ Tags = @('t') } } }")
        $time = [datetimeoffset] '2026-11-27T00:00:00Z'
        function Get-PackedByte([scriptblock] $Pack) {
            $path = Join-Path $TestDrive packed
            & $Pack $path
            [System.Convert]::ToBase64String([System.IO.File]::ReadAllBytes($path))
        }
    }

    It 'are the same bytes, whatever the times, the rights and the culture: <_>' -ForEach 'nupkg', 'tar' {
        $pack = if ($_ -eq 'tar') { { New-TarPackage $module 'M/1.2.3' $args[0] $time } }
        else { { New-NuGetPackage $module $args[0] $time } }
        $first = Get-PackedByte $pack
        (Get-Item (Join-Path $module b.md)).LastWriteTimeUtc = [datetime] '2001-01-01'
        [System.IO.File]::SetUnixFileMode((Join-Path $module b.md), 'UserRead, UserWrite')
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'sv-SE'
        try { Get-PackedByte $pack | Should -BeExactly $first }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'is a tar.gz of plain entries below the name, of nobody, at one time' {
        $path = Join-Path $TestDrive m.tar.gz
        New-TarPackage $module 'M/1.2.3' $path $time
        $env:TZ = 'UTC'
        try { $lines = tar --numeric-owner -tvzf $path | ForEach-Object { $_ -replace ' +', ' ' } }
        finally { $env:TZ = $null }
        $lines | Should -Be @(
            'drwxr-xr-x 0/0 0 2026-11-27 00:00 M/'
            'drwxr-xr-x 0/0 0 2026-11-27 00:00 M/1.2.3/'
            'drwxr-xr-x 0/0 0 2026-11-27 00:00 M/1.2.3/bin/'
            'drwxr-xr-x 0/0 0 2026-11-27 00:00 M/1.2.3/bin/lib/'
            '-rw-r--r-- 0/0 7 2026-11-27 00:00 M/1.2.3/LICENSE'
            "-rw-r--r-- 0/0 $((Get-Item "$module/RelionPS.psd1").Length) 2026-11-27 00:00 M/1.2.3/RelionPS.psd1"
            '-rw-r--r-- 0/0 4 2026-11-27 00:00 M/1.2.3/b.md'
            '-rw-r--r-- 0/0 9 2026-11-27 00:00 M/1.2.3/bin/A.dll'
            '-rw-r--r-- 0/0 13 2026-11-27 00:00 M/1.2.3/bin/lib/x.dll'
        )
    }

    It 'is a nupkg with a specification and every file' {
        $path = Join-Path $TestDrive m.nupkg
        New-NuGetPackage $module $path $time
        $folder = Join-Path $TestDrive unpacked
        [System.IO.Compression.ZipFile]::ExtractToDirectory($path, $folder)
        foreach ($file in 'b.md', 'LICENSE', 'bin/lib/x.dll', 'bin/A.dll') {
            Get-Content (Join-Path $folder $file) -Raw | Should -BeExactly $file
        }
        $metadata = ([xml] (Get-Content (Join-Path $folder RelionPS.nuspec) -Raw)).package.metadata
        $metadata.version | Should -Be '1.2.3'
        $metadata.authors | Should -Be 'A & B'
        $metadata.tags | Should -Be 't PSModule PSIncludes_Cmdlet PSCmdlet_Get-X PSCommand_Get-X'
        $types = ([xml] (Get-Content -LiteralPath (Join-Path $folder '[Content_Types].xml') -Raw)).Types
        $types.Default.Extension | Should -Be 'dll', 'md', 'nuspec', 'psd1', 'psmdcp', 'rels'
        $types.Override.PartName | Should -Be '/LICENSE'
    }
}
