# Writes a STAR file like those of RELION 3.1: an optics table, and particles of 30 columns, some 400 of them a
# micrograph.
param(
    [Parameter(Mandatory)] [string] $Path,
    [int] $ParticleCount = 1000000
)
$labels = 'rlnCoordinateX', 'rlnCoordinateY', 'rlnImageName', 'rlnMicrographName', 'rlnOpticsGroup',
    'rlnCtfMaxResolution', 'rlnCtfFigureOfMerit', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle',
    'rlnCtfBfactor', 'rlnCtfScalefactor', 'rlnPhaseShift', 'rlnGroupNumber', 'rlnAngleRot', 'rlnAngleTilt',
    'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnClassNumber',
    'rlnNormCorrection', 'rlnLogLikeliContribution', 'rlnMaxValueProbDistribution', 'rlnNrOfSignificantSamples',
    'rlnRandomSubset', 'rlnAngleTiltPrior', 'rlnAnglePsiPrior', 'rlnBeamTiltX', 'rlnBeamTiltY', 'rlnHelicalTubeID'
$writer = [IO.StreamWriter]::new($Path, $false, [Text.UTF8Encoding]::new($false), 1MB)
$writer.NewLine = "`n"
$head = "`n# version 30001`n`ndata_optics`n`nloop_ `n" +
    "_rlnOpticsGroupName #1 `n_rlnOpticsGroup #2 `n_rlnMicrographPixelSize #3 `n_rlnVoltage #4 `n" +
    "_rlnSphericalAberration #5 `n_rlnAmplitudeContrast #6 `n_rlnImagePixelSize #7 `n_rlnImageSize #8 `n" +
    "_rlnImageDimensionality #9 `n"
$values = '     1.340000   300.000000     2.700000     0.100000     1.340000          360            2'
foreach ($group in 1, 2) { $head += "opticsGroup$group            $group$values `n" }
$head += " `n`n# version 30001`n`ndata_particles`n`nloop_ `n"
$writer.Write($head)
$number = 0
foreach ($label in $labels) { $number++; $writer.Write("_$label #$number `n") }
$random = [Random]::new(1)
# The rows repeat after some time, all but the names: making random numbers would take longer than everything that is
# measured.
$tails = foreach ($i in 1..997) {
    $text = [Text.StringBuilder]::new()
    foreach ($column in 6..30) {
        $value = switch ($labels[$column - 1]) {
            'rlnGroupNumber' { '{0,12}' -f $random.Next(1, 2000) }
            'rlnClassNumber' { '{0,12}' -f $random.Next(1, 7) }
            'rlnNrOfSignificantSamples' { '{0,12}' -f $random.Next(1, 500) }
            'rlnRandomSubset' { '{0,12}' -f $random.Next(1, 3) }
            'rlnHelicalTubeID' { '{0,12}' -f 1 }
            default {
                $number = $random.NextDouble() * 360 - 90
                [string]::Format([Globalization.CultureInfo]::InvariantCulture, '{0,12:F6}', $number)
            }
        }
        $null = $text.Append($value).Append(' ')
    }
    $text.ToString()
}
$row = '{0,12:F6} {1,12:F6} {2:D6}@Extract/job019/Movies/mic{3:D5}.mrcs MotionCorr/job002/Movies/mic{3:D5}.mrc {4,12} '
for ($i = 0; $i -lt $ParticleCount; $i++) {
    $micrograph = [Math]::Floor($i / 400)
    $values = ($i % 3838), ($i % 3710), ($i % 400 + 1), [int]$micrograph, ($micrograph % 2 + 1)
    $writer.Write(($row -f $values))
    $writer.Write($tails[$i % 997])
    $writer.Write("`n")
}
$writer.Write(" `n")
$writer.Dispose()
