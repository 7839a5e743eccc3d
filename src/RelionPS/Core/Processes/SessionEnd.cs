using System.Runtime.InteropServices;

namespace RelionPS.Core.Processes;

/// <summary>
/// Calls back when this session is told to end while something is under way: a batch system's SIGTERM, a lost
/// terminal's SIGHUP, or an orderly exit.
/// From .NET 10 on the runtime itself does nothing on SIGTERM, so an orderly exit alone is not enough. The signals do
/// what they always did afterwards.
/// </summary>
internal sealed class SessionEnd : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly EventHandler _onExit;
    private readonly PosixSignalRegistration[] _registrations;

    public SessionEnd(Action action)
    {
        _onExit = (_, _) => action();
        AppDomain.CurrentDomain.ProcessExit += _onExit;
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, _ => action()))];
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
    }
}
