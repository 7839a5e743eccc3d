namespace RelionPS.Core.Text;

/// <summary>Marks a property that follows from others, though it may be set: no object lacks it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ComputedAttribute : Attribute;
