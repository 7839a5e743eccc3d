using System.Text;

namespace RelionPS.Core.Processes;

/// <summary>
/// Reads one stream of a program on a thread of its own: the bytes go unchanged into a file, their text to whoever
/// asked, and the last
/// lines, or all of it, are kept.
/// </summary>
internal sealed class StreamPump : IDisposable
{
    private readonly FileStream? _file;
    private readonly Action<ReadOnlyMemory<char>>? _sink;
    private readonly StringBuilder? _all;
    private readonly LastLines _lastLines = new();
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAbandoned;

    /// <param name="path">File to write; null for none. It may be read while it grows.</param>
    /// <param name="sink">Called on the reader's thread; what it is given is valid during the call only.</param>
    /// <param name="keepsAll">True keeps the whole text, false the last lines.</param>
    public StreamPump(string? path, Action<ReadOnlyMemory<char>>? sink, bool keepsAll)
    {
        _file = path is null
            ? null
            : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _sink = sink;
        _all = keepsAll ? new StringBuilder() : null;
    }

    /// <summary>Done when the stream has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// What went wrong with the file or the sink; reading goes on, since a full disk must not end a run.
    /// </summary>
    public Exception? Fault { get; private set; }

    public void Start(Stream source) =>
        new Thread(() => Pump(source)) { IsBackground = true, Name = "RelionPS output reader" }.Start();

    /// <summary>
    /// The text kept; nothing is added to it, to the file or to the sink afterwards, even where the stream is still
    /// open.
    /// </summary>
    public string Finish()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            return _all?.ToString() ?? _lastLines.Finish();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            _file?.Dispose();
        }
    }

    private void Pump(Stream source)
    {
        try
        {
            var bytes = new byte[16384];
            var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
            Decoder decoder = Encoding.UTF8.GetDecoder();
            int length;
            do
            {
                length = source.Read(bytes);
                int count = decoder.GetChars(bytes.AsSpan(0, length), characters, flush: length == 0);
                lock (_gate)
                {
                    if (_isAbandoned) return;
                    Guarded(() => _file?.Write(bytes, 0, length));
                    if (count == 0) continue;
                    _all?.Append(characters, 0, count);
                    if (_all is null) _lastLines.Append(characters.AsSpan(0, count));
                    Guarded(() => _sink?.Invoke(characters.AsMemory(0, count)));
                }
            }
            while (length > 0);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The stream was closed under the reader: its end.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Fault ??= exception;
        }
    }
}
