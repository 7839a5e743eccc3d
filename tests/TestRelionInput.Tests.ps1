BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $project = Join-Path $TestDrive project
    New-TinyProject $project
    $plan = @{
        InputStar = 'particles.star'; Reference = 'reference.mrc'; WorkingDirectory = $project; Ctf = $true
        OutputRoot = 'Results/run'; Mpi = 'None'; NodeProfile = New-RelionNodeProfile 1 4; WarningAction = 'Ignore'
    }
    $sound = New-RelionRefineCommand @plan -ParticleDiameter 50
}

Describe 'Test-RelionInput' {
    It 'lets a sound input start' {
        $sound | Test-RelionInput -Status Fail | Should -BeNullOrEmpty
        $sound | Test-RelionInput -Quiet | Should -BeTrue
    }

    It 'finds a particle diameter wider than the box, which planning refuses unless forced' {
        # 16 px of 4 Å are 64 Å.
        { New-RelionRefineCommand @plan -ParticleDiameter 100 -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionInputRefused,*'
        $command = New-RelionRefineCommand @plan -ParticleDiameter 100 -Force
        ($command | Test-RelionInput -Status Fail).Id | Should -Be 'ParticleDiameter'
        $command | Test-RelionInput -Quiet | Should -BeFalse
        $command | Test-RelionInput -Rule Symmetry, OutputFolder -Quiet | Should -BeTrue
    }

    It 'finds a stack that is gone, where the run is planned for this machine' {
        $here = $plan.Clone()
        $here.NodeProfile = Get-RelionNodeProfile
        $command = New-RelionRefineCommand @here -ParticleDiameter 50
        Rename-Item $project/particles.mrcs elsewhere.mrcs
        try {
            ($command | Test-RelionInput -Status Fail).Id | Should -Contain ImageStacks
            # A project of another machine may have them there.
            ($sound | Test-RelionInput -Rule ImageStacks).Status | Should -Be Unknown
        }
        finally { Rename-Item $project/elsewhere.mrcs particles.mrcs }
    }

    It 'refuses a rule that is none' {
        { $sound | Test-RelionInput -Rule NoSuchRule } | Should -Throw -ErrorId 'RelionInputRuleUnknown,*'
    }

    It 'shows its findings in 80 columns' {
        $sound | Test-RelionInput | Out-String -Width 80 |
            Should -Match 'Id\s+Status\s+Subject\s+Found, wanted, what to do\s+Source'
    }
}
