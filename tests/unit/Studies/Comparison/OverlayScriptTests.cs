using RelionPS.Core.Errors;
using RelionPS.Studies.Comparison;

namespace RelionPS.UnitTests.Studies.Comparison;

public sealed class OverlayScriptTests
{
    [Fact]
    public void The_overlay_opens_each_pair_beside_the_last()
    {
        ResultComparison comparison = SampleComparison.Of(
            [
                SampleComparison.Pair(1, 1, 0, 0.5, 0.5) with { ReferenceMap = "/a b/1.mrc", ResultMap = "/r/2.mrc" },
                SampleComparison.Pair(1, 1, 0, 0.5, 0.5) with { ReferenceMap = "/a b/2.mrc", ResultMap = "/r/1.mrc" },
            ]);
        string[] lines = OverlayScript.ChimeraX(comparison).Split('\n');
        Assert.Equal(["open \"/a b/1.mrc\"", "open \"/r/2.mrc\""], lines[2..4]);
        // The second pair is one box, 100 px of 1.5 Å, to the right.
        Assert.Contains("move x 150 models #3,4", lines);
        Assert.Contains("open #3 \"/r/1.mrc\"", OverlayScript.Chimera(comparison));
        Assert.Throws<RelionException>(
            () => OverlayScript.ChimeraX(
                SampleComparison.Of([SampleComparison.Pair(1, 1, 0, 1, 1) with { ReferenceMap = "/a\"b" }])));
    }
}
