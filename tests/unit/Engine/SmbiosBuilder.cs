using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Testing;

/// <summary>Builds SMBIOS tables (DMTF DSP0134) byte by byte, for tests of the reader.</summary>
internal sealed class SmbiosBuilder
{
    private readonly List<byte> _bytes = [];
    private ushort _handle = 1;

    public byte[] Bytes => [.. _bytes];

    /// <summary>Type 4: a processor socket.</summary>
    public SmbiosBuilder Processor(bool isPopulated)
    {
        byte[] body = Body(4, 0x30);
        body[0x05] = 3;
        body[0x18] = (byte)(isPopulated ? 0x41 : 0x00);
        return Add(body, "CPU");
    }

    /// <summary>Type 16: the array of main memory.</summary>
    public SmbiosBuilder Array(ushort handle, ushort slots, byte use = 3)
    {
        byte[] body = Body(16, 0x17);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), handle);
        body[0x05] = use;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(0x0D), slots);
        return Add(body);
    }

    /// <summary>Type 17: a slot; 0 mebibytes is an empty one.</summary>
    public SmbiosBuilder Device(
        ushort array,
        string slot,
        string bank,
        uint mebibytes,
        byte type = 0x1A,
        ushort speed = 3200,
        byte technology = 3)
    {
        byte[] body = Body(17, 0x5C);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(0x04), array);
        bool isLarge = mebibytes >= 0x7FFF;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(0x0C), isLarge ? (ushort)0x7FFF : (ushort)mebibytes);
        if (isLarge) BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(0x1C), mebibytes);
        body[0x10] = 1;
        // An empty string would end the set: its number is 0.
        body[0x11] = (byte)(bank.Length > 0 ? 2 : 0);
        body[0x12] = type;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(0x20), speed);
        body[0x28] = technology;
        return bank.Length > 0 ? Add(body, slot, bank) : Add(body, slot);
    }

    public SmbiosBuilder End() => Add(Body(127, 4));

    /// <summary>
    /// Two sockets of eight channels with two slots each, the first of each taken: the guide's node, 16 x 16 GB.
    /// </summary>
    public static byte[] GuideNode(int channelsFilled = 8, uint oddModule = 16384)
    {
        SmbiosBuilder table = new SmbiosBuilder().Processor(true).Processor(true).Array(0x1000, 32);
        for (int socket = 0; socket < 2; socket++)
        {
            for (int channel = 0; channel < 8; channel++)
            {
                uint size = channel >= channelsFilled ? 0u : socket == 1 && channel == 0 ? oddModule : 16384u;
                table
                    .Device(0x1000, $"CPU{socket}_DIMM_{(char)('A' + channel)}1", $"NODE {socket}", size)
                    .Device(0x1000, $"CPU{socket}_DIMM_{(char)('A' + channel)}2", $"NODE {socket}", 0);
            }
        }
        return table.End().Bytes;
    }

    private byte[] Body(byte type, byte length)
    {
        byte[] body = new byte[length];
        body[0] = type;
        body[1] = length;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), _handle++);
        return body;
    }

    private SmbiosBuilder Add(byte[] body, params string[] strings)
    {
        _bytes.AddRange(body);
        foreach (string text in strings) _bytes.AddRange([.. Encoding.Latin1.GetBytes(text), 0]);
        if (strings.Length == 0) _bytes.Add(0);
        _bytes.Add(0);
        return this;
    }
}
