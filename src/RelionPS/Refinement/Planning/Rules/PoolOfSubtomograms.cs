using System.Globalization;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// The pool of subtomograms: the guide's numbers are for images. Users of volumes take 1 (3dem/relion, 834 and 977); of
/// stacks of tilts as many as make the guide's pool of images.
/// </summary>
internal sealed class PoolOfSubtomograms : IPlanRule
{
    private const string Name = nameof(RunPlan.Pool);

    public void Apply(PlanDraft draft)
    {
        if (draft.Request is not { Size: { HasShiftsInDepth: true } size, Pool: null }) return;
        int pool = size.HasVolumes ? 1 : Math.Max(1, draft.Pool / size.TiltCount);
        if (pool >= draft.Pool) return;
        string reason = size.HasVolumes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"a subtomogram is a volume of {size.BoxSize}³ voxels, and the guide's pool is of images")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"a particle is a stack of {size.TiltCount} tilts: {draft.Pool} images are {pool} of them");
        draft.Decisions.Add(new Decision(
            Name, pool, "Subtomograms", reason, size.HasVolumes ? "3dem/relion 834" : "RELION 5.0.1 ml_optimiser.cpp"));
        draft.Pool = pool;
    }
}
