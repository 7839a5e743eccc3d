using RelionPS.Studies.Comparison;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Angles between orientations, against values calculated by hand.</summary>
public sealed class OrientationTests
{
    [Theory]
    // rot 10 → 25 at tilt 0 is a turn about one axis.
    [InlineData("C1", 10, 0, 0, 25, 0, 0, 15)]
    [InlineData("C1", 10, 20, 30, 10, 50, 30, 30)]
    // At tilt 0 rot and psi turn about the same axis and cancel.
    [InlineData("C1", 40, 0, -40, 0, 0, 0, 0)]
    [InlineData("C1", 0, 0, 0, 0, 180, 0, 180)]
    // A quarter turn of the object is nothing in C4, half a right angle is all there can be.
    [InlineData("C4", 10, 70, 30, 100, 70, 30, 0)]
    [InlineData("C4", 0, 0, 0, 45, 0, 0, 45)]
    [InlineData("C4", 0, 0, 0, 50, 0, 0, 40)]
    // Half a turn about X turns the view at the pole over: tilt 180, and rot by half a turn.
    [InlineData("D1", 0, 0, 0, 180, 180, 0, 0)]
    [InlineData("D2", 0, 0, 0, 0, 180, 0, 0)]
    public void Angles_between_orientations_know_the_symmetry(
        string group, double rot1, double tilt1, double psi1, double rot2, double tilt2, double psi2, double angle) =>
        Assert.Equal(
            angle, Orientation.Angle((rot1, tilt1, psi1), (rot2, tilt2, psi2), Orientation.Operators(group)!), 6);

    [Theory]
    [InlineData("C1", 1)]
    [InlineData("c7", 7)]
    [InlineData("D3", 6)]
    public void Cyclic_and_dihedral_groups_have_their_order(string group, int order) =>
        Assert.Equal(order, Orientation.Operators(group)!.Count);

    [Theory]
    [InlineData("O")]
    [InlineData("I1")]
    [InlineData("C4V")]
    public void Other_groups_are_said_to_be_unknown(string group) => Assert.Null(Orientation.Operators(group));
}
