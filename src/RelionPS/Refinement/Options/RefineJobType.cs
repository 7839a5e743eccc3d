namespace RelionPS;

/// <summary>A job of RELION's GUI that its refinement program runs.</summary>
public enum RefineJobType
{
    /// <summary>2D classification.</summary>
    Class2D,

    /// <summary>A 3D reference from nothing.</summary>
    InitialModel,

    /// <summary>3D classification.</summary>
    Class3D,

    /// <summary>3D auto-refinement of two halves of the data.</summary>
    Refine3D,
}
