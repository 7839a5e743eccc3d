namespace RelionPS.Shell;

/// <summary>
/// While it lives, Ctrl+C is a key and no signal: for all of a line, since a press between two keys, while a completion is looked up, would be lost as a signal.
/// </summary>
internal sealed class ControlCAsKey : IDisposable
{
    private readonly bool _before = Console.TreatControlCAsInput;

    public ControlCAsKey() => Console.TreatControlCAsInput = true;

    public void Dispose() => Console.TreatControlCAsInput = _before;
}
