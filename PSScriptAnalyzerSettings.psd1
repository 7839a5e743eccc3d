# How PSScriptAnalyzer looks at the scripts: build.ps1 -Task Analyze, and editors, which find this file by its name.
@{
    IncludeDefaultRules = $true
    Severity            = @('Error', 'Warning')
    ExcludeRules        = @(
        # Scripts are UTF-8 without a mark, as PowerShell 7 reads them.
        'PSUseBOMForUnicodeEncodedFile'
        # Functions of the build's own scripts change files of the build alone, and nobody calls them by hand.
        'PSUseShouldProcessForStateChangingFunctions'
        # It does not see that Pester's blocks, and script blocks that are passed on, use a variable of the block
        # around.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'
    )
    Rules               = @{
        PSAvoidLongLines      = @{ Enable = $true; MaximumLineLength = 120 }
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('7.0') }
    }
}
