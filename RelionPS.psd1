@{
    RootModule           = 'bin/RelionPS.dll'
    ModuleVersion        = '0.2.0'
    GUID                 = '7c1f0f8e-3c0f-4b0a-9d58-0a4c4e0a6f6b'
    Author               = 'RelionPS contributors'
    Copyright            = '(c) RelionPS contributors. MIT licence.'
    Description          = 'Profiles nodes, plans, runs and times RELION refinements on Linux clusters.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    # Types.ps1xml names classes of it, and is read before the root module is.
    RequiredAssemblies   = @('bin/RelionPS.dll')
    TypesToProcess       = @('RelionPS.Types.ps1xml')
    FormatsToProcess     = @('RelionPS.Format.ps1xml')
    CmdletsToExport      = @(
        'Add-RelionBenchmark'
        'Compare-RelionBenchmark'
        'Compare-RelionNodeProfile'
        'Compare-RelionResult'
        'Convert-RelionDataset'
        'Export-RelionNodeProfile'
        'Export-RelionReport'
        'Export-RelionScript'
        'Get-RelionBenchmark'
        'Get-RelionBuildRecipe'
        'Get-RelionClusterPlan'
        'Get-RelionDataset'
        'Get-RelionForecast'
        'Get-RelionInstallation'
        'Get-RelionJob'
        'Get-RelionMemoryEstimate'
        'Get-RelionNodeProfile'
        'Get-RelionStarTable'
        'Get-RelionRun'
        'Get-RelionToolchain'
        'Import-RelionNodeProfile'
        'Import-RelionRefineCommand'
        'Initialize-RelionBenchmark'
        'Invoke-RelionBuild'
        'Invoke-RelionRefine'
        'Measure-RelionBenchmark'
        'New-RelionNodeProfile'
        'New-RelionRefineCommand'
        'Optimize-RelionRefineCommand'
        'Receive-RelionJob'
        'Repair-RelionDataset'
        'Stop-RelionJob'
        'Submit-RelionJob'
        'Test-RelionInput'
        'Test-RelionNode'
        'Test-RelionPlacement'
        'Test-RelionRun'
        'Wait-RelionJob'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('RELION', 'cryo-EM', 'MPI', 'Slurm', 'HPC', 'Linux', 'PSEdition_Core')
            # The licence's text is in LICENSE; build.ps1 -Task Package adds release notes and what addresses there are.
            LicenseUri = 'https://spdx.org/licenses/MIT.html'
        }
    }
}
