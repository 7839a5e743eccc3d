using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace RelionPS.Shell;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP stop the running pipeline and let it end in its own time: cmdlets end their process trees and write
/// their records. The third signal ends the shell at once.
/// </summary>
internal sealed class InterruptHandler : IDisposable
{
    private const int SignalsUntilExit = 3;
    private const string StillStopping = "Still stopping what runs. Press Ctrl+C once more to leave without waiting for it.";

    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Stack<Pipeline> _running = new();
    private int _signals;
    private int _fatalSignal;
    private bool _isEarly;

    public InterruptHandler()
    {
        Register(PosixSignal.SIGINT, 2);
        Register(PosixSignal.SIGTERM, 15);
        Register(PosixSignal.SIGHUP, 1);
    }

    /// <summary>True at a prompt, where Ctrl+C ends the pipeline and not the shell.</summary>
    public bool SurvivesInterrupt { get; set; }

    /// <summary>Set by a signal that ends the shell: 128 and its number.</summary>
    public int? ExitCode => _fatalSignal == 0 ? null : ExitCodes.Signal(_fatalSignal);

    /// <summary>From here on an interrupt is meant for the statement that is read now, though it has not begun to run.</summary>
    public void BeginStatement()
    {
        lock (_lock) _isEarly = false;
    }

    /// <summary>Runs a pipeline that signals stop; returns when it has ended. One that was interrupted before its beginning does not run.</summary>
    public void Guard(Pipeline pipeline, Action run)
    {
        lock (_lock)
        {
            if (_fatalSignal != 0) return;
            if (_isEarly)
            {
                _isEarly = false;
                Console.Error.WriteLine("^C");
                return;
            }
            if (_running.Count == 0) _signals = 0;
            _running.Push(pipeline);
        }
        try
        {
            run();
        }
        finally
        {
            lock (_lock) _running.Pop();
        }
    }

    /// <summary>Does what SIGINT does: for Ctrl+C that was read as a key.</summary>
    public void Interrupt() => Handle(2);

    private void Register(PosixSignal signal, int number) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Handle(number);
        }));

    private void Handle(int number)
    {
        lock (_lock)
        {
            bool fatal = !(number == 2 && SurvivesInterrupt);
            if (fatal) _fatalSignal = number;
            if (_running.Count > 0)
            {
                _signals++;
                if (_signals < SignalsUntilExit)
                {
                    foreach (Pipeline pipeline in _running) pipeline.StopAsync();
                    if (_signals == 2) Console.Error.WriteLine(StillStopping);
                    return;
                }
            }
            else if (!fatal)
            {
                _isEarly = true;
                return;
            }
        }
        Environment.Exit(ExitCodes.Signal(number));
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
