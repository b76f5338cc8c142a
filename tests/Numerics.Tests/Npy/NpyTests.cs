using System.Text;
using AttentionViz.Numerics.Npy;

namespace AttentionViz.Numerics.Tests.Npy;

public class NpyTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1000, 17)]
    public void Read_WhatWasWritten_IsTheSame(int rows, int columns)
    {
        var values = TestData.Normal(rows * columns, 1);
        using var stream = new MemoryStream();
        NpyWriter.Write(stream, values, rows, columns);
        Assert.Equal(0, (stream.Length - (values.Length * 4)) % 64);
        stream.Position = 0;
        var matrix = NpyReader.Read(stream);
        Assert.Equal((rows, columns), (matrix.Rows, matrix.Columns));
        Assert.Equal(values, matrix.Values);
    }

    [Fact]
    public void Write_Header_IsWhatNumPyWrites()
    {
        using var stream = new MemoryStream();
        NpyWriter.Write(stream, [1, 2], 1, 2);
        var text = Encoding.Latin1.GetString(stream.ToArray());
        Assert.StartsWith("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", text, StringComparison.Ordinal);
        Assert.Equal('\n', text[127]);
    }

    [Fact]
    public void Read_OtherPrecisions_Converts()
    {
        byte[] doubles = [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)];
        byte[] halves = [.. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes((Half)(-2.0))];
        Assert.Equal([1.5f, -2f], Read("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", doubles).Values);
        Assert.Equal([1.5f, -2f], Read("{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }", halves).Values);
    }

    [Theory]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }", "of type '<i8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 2), }", "of type '>f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 2), }", "3 dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "0 dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 2), }", "'-2' as an extent")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "cut short: 4 values announced, 0 present")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), }", "at most")]
    [InlineData("{}", "lacks 'descr'")]
    public void Read_WhatIsNotRead_SaysWhy(string header, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(header, []));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotNpy_SaysSo()
    {
        using var stream = new MemoryStream("PK not an array"u8.ToArray());
        Assert.Contains("magic", Assert.Throws<InvalidDataException>(() => NpyReader.Read(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeaderCutShort_SaysSo()
    {
        using var stream = new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, 200, 0, 65]);
        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => NpyReader.Read(stream)).Message, StringComparison.Ordinal);
    }

    private static NpyMatrix Read(string header, byte[] data)
    {
        using var stream = new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data]);
        return NpyReader.Read(stream);
    }
}
