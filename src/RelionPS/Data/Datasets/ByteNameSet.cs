using System.Numerics;
using System.Runtime.InteropServices;

namespace RelionPS.Data.Datasets;

/// <summary>
/// A set of names as bytes, each kept once and close together: a set of strings would take several times the memory.
/// </summary>
internal sealed class ByteNameSet
{
    private int[] _slots = new int[64];
    private ulong[] _hashes = new ulong[16];
    private int[] _ends = new int[16];
    private byte[] _bytes = new byte[1024];

    public int Count { get; private set; }

    /// <summary>A name by its index, in the order they came.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Adds a name that is not there yet; returns its index.</summary>
    public int Add(ReadOnlySpan<byte> name)
    {
        ulong hash = Hash(name);
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int known = _slots[slot] - 1;
            if (_hashes[known] == hash && this[known].SequenceEqual(name)) return known;
        }
        Append(name, hash);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length) Grow();
        return Count - 1;
    }

    public void AddAll(ByteNameSet other)
    {
        for (int i = 0; i < other.Count; i++) Add(other[i]);
    }

    public void Clear()
    {
        if (Count > 0) Array.Clear(_slots);
        Count = 0;
    }

    private void Append(ReadOnlySpan<byte> name, ulong hash)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        int end = checked(start + name.Length);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, _bytes.Length + _bytes.Length / 2));
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }
        name.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = end;
        _hashes[Count] = hash;
        Count++;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)_hashes[i] & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = i + 1;
        }
    }

    /// <summary>Eight bytes at a step, by multiplication and folding.</summary>
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = (ulong)name.Length * 0x9E3779B97F4A7C15;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(name);
        foreach (ulong word in words) hash = Fold(hash ^ word);
        foreach (byte rest in name[(words.Length * 8)..]) hash = Fold(hash ^ rest);
        return hash ^ (hash >> 32);

        static ulong Fold(ulong value) => BitOperations.RotateLeft(value * 0xD6E8FEB86659FD93, 29);
    }
}
