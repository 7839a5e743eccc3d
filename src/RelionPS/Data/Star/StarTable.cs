using System.Buffers;

namespace RelionPS.Data.Star;

/// <summary>Where the rows of a table end.</summary>
/// <param name="RowCount">Rows, faulty ones included.</param>
/// <param name="EndOffset">Where the line behind the rows begins.</param>
/// <param name="Faults">The first rows that RELION does not read.</param>
/// <param name="IsEnded">True where an empty line or a block ended the rows; false at the end of what was
/// scanned.</param>
internal sealed record StarExtent(long RowCount, long EndOffset, IReadOnlyList<StarFault> Faults, bool IsEnded);

/// <summary>
/// Reads the rows of one table in pieces, by one thread or several; memory does not grow with the file.
/// </summary>
internal static class StarTable
{
    private const int PieceSize = 1 << 20;
    private const int Overlap = 1 << 14;
    private const int MostThreads = 8;

    /// <summary>Passes all rows to sinks, one a thread.</summary>
    /// <param name="source">The file.</param>
    /// <param name="offset">Where the first row begins.</param>
    /// <param name="firstLine">Line number of the first row.</param>
    /// <param name="columns">Labels of the table.</param>
    /// <param name="wanted">Indices of the wanted columns, rising.</param>
    /// <param name="create">Makes a sink.</param>
    /// <param name="merge">Takes what a sink gathered from one piece, and empties it; called in the order of the
    /// file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="threads">At most so many threads; 1 calls the sink in the order of the file.</param>
    /// <param name="mostPieces">At most so many pieces of a mebibyte.</param>
    public static StarExtent Scan<TSink>(
        ByteSource source,
        long offset,
        long firstLine,
        int columns,
        int[] wanted,
        Func<TSink> create,
        Action<TSink>? merge,
        CancellationToken cancellationToken,
        int threads = MostThreads,
        long mostPieces = long.MaxValue)
        where TSink : IStarRowSink
    {
        long pieces = Math.Min(mostPieces, Math.Max(1, (source.Length - offset + PieceSize - 1) / PieceSize));
        threads = (int)Math.Min(pieces, Math.Min(Environment.ProcessorCount, threads));
        var scan = new Work<TSink>(
            source, offset, firstLine, columns, wanted, create, merge, pieces, cancellationToken);
        if (threads == 1)
        {
            scan.Run();
        }
        else
        {
            try
            {
                Task.WaitAll(
                    [
                        .. Enumerable.Range(0, threads).Select(
                            _ => Task.Factory.StartNew(
                                scan.Run,
                                CancellationToken.None,
                                TaskCreationOptions.LongRunning,
                                TaskScheduler.Default)),
                    ],
                    CancellationToken.None);
            }
            catch (AggregateException exception)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(
                    exception.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException)
                        ?? exception.InnerExceptions[0]);
            }
        }
        return scan.Extent;
    }

    /// <summary>
    /// The shared state of the threads: pieces are taken in order, and their results merged in order.
    /// </summary>
    private sealed class Work<TSink>(
        ByteSource source,
        long offset,
        long firstLine,
        int columns,
        int[] wanted,
        Func<TSink> create,
        Action<TSink>? merge,
        long pieces,
        CancellationToken cancellationToken)
        where TSink : IStarRowSink
    {
        private readonly object _turn = new();
        private readonly List<StarFault> _faults = [];
        private long _taken = -1;
        private long _merged;
        private long _rows;
        private long? _end;
        private bool _isOver;

        public StarExtent Extent => new(_rows, _end ?? offset, _faults, _isOver);

        public void Run()
        {
            TSink sink = create();
            var stretch = new StarStretch();
            byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceSize + Overlap + StarRowScanner.Slack);
            try
            {
                while (Interlocked.Increment(ref _taken) is var piece && piece < pieces && !Volatile.Read(ref _isOver))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    stretch.Clear();
                    long start = ScanPiece(piece, ref buffer, ref sink, stretch);
                    if (!Merge(piece, start, sink, stretch)) return;
                }
            }
            catch
            {
                lock (_turn)
                {
                    _isOver = true;
                    Monitor.PulseAll(_turn);
                }
                throw;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        /// <summary>
        /// Scans the rows that begin in this piece; returns the offset that the positions count from.
        /// </summary>
        private long ScanPiece(long piece, ref byte[] buffer, ref TSink sink, StarStretch stretch)
        {
            long from = offset + piece * PieceSize;
            // A row that begins in the piece before belongs there; the byte in front of the piece tells whether one
            // begins right here.
            int skip = piece == 0 ? 0 : 1;
            int length = source.Read(from - skip, buffer.AsSpan(0, PieceSize + Overlap));
            int first = skip == 0 ? 0 : buffer.AsSpan(0, Math.Min(length, PieceSize + 1)).IndexOf((byte)'\n') + 1;
            int limit = PieceSize + skip;
            if (skip == 1 && (first == 0 || first >= limit))
            {
                // No row begins here.
                stretch.Position = -1;
                return from;
            }
            length = WholeLines(from - skip, ref buffer, length, limit);
            StarRowScanner.Scan(
                buffer.AsSpan(first), length - first, limit - first, columns, wanted, ref sink, stretch);
            return from - skip + first;
        }

        /// <summary>
        /// Reads on until the line in which the limit lies is complete. The file's last line is given the end it may
        /// lack.
        /// </summary>
        private int WholeLines(long from, ref byte[] buffer, int length, int limit)
        {
            int searched = limit - 1;
            while (length > searched && buffer.AsSpan(searched, length - searched).IndexOf((byte)'\n') < 0)
            {
                searched = length;
                if (length - limit > StarLineReader.LongestLine)
                {
                    throw StarErrors.StarInvalid(
                        source.Name,
                        $"{firstLine} or later",
                        "the line is longer than a mebibyte, so this is no STAR file");
                }
                if (buffer.Length < length + StarRowScanner.Slack + Overlap)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
                int more = source.Read(
                    from + length, buffer.AsSpan(length, buffer.Length - length - StarRowScanner.Slack));
                if (more == 0) break;
                length += more;
            }
            if (length > 0 && buffer[length - 1] != '\n' && from + length >= source.Length)
            {
                buffer[length++] = (byte)'\n';
            }
            buffer.AsSpan(length, StarRowScanner.Slack).Fill((byte)' ');
            return length;
        }

        private bool Merge(long piece, long start, TSink sink, StarStretch stretch)
        {
            lock (_turn)
            {
                while (_merged != piece && !_isOver) Monitor.Wait(_turn);
                if (_isOver) return false;
                foreach (StarFault fault in stretch.Faults)
                {
                    if (_faults.Count < StarStretch.MostFaults) _faults.Add(fault with { Row = fault.Row + _rows });
                }
                _rows += stretch.Rows;
                if (stretch.Position >= 0) _end = start + stretch.Position;
                merge?.Invoke(sink);
                _merged++;
                _isOver = stretch.IsEnd;
                Monitor.PulseAll(_turn);
                return !_isOver;
            }
        }
    }
}
