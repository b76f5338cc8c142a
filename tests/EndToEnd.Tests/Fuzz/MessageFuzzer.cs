using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AttentionViz.EndToEnd.Tests.Fuzz;

/// <summary>Random messages of any type: each field left out, plausible or absurd.</summary>
/// <param name="known">Values that mean something to the server, by the name of the field.</param>
internal sealed class MessageFuzzer(Random random, IReadOnlyDictionary<string, string[]> known)
{
    private const int Deepest = 5;

    private static readonly string[] Texts =
        ["", " ", "the", "a.*b", "(a+)+$", "\0", "é\u0301 \ud83d\ude00", "../../etc/passwd", "'; DROP TABLE", "{}", "*", "av:{x}:record", new('x', 5_000), "L1H0", "induction_score"];

    private static readonly double[] Numbers =
        [0, -0.0, 1, -1, 0.5, 1e-300, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon];

    private static readonly long[] Integers = [0, 1, 2, 3, 5, 16, 1000, 65_536, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    public IMessage Create(MessageDescriptor type, int depth = 0)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(depth == 0 ? 4 : 3) == 0) continue;
            if (field.IsMap) FillMap((IDictionary)field.Accessor.GetValue(message), field, depth);
            else if (field.IsRepeated) Fill((IList)field.Accessor.GetValue(message), field, depth);
            else if (Value(field, depth) is { } value) field.Accessor.SetValue(message, value);
        }

        return message;
    }

    private void Fill(IList list, FieldDescriptor field, int depth)
    {
        for (var left = random.Next(4); left > 0; left--)
            if (Value(field, depth) is { } value) list.Add(value);
    }

    private void FillMap(IDictionary map, FieldDescriptor field, int depth)
    {
        var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
        for (var left = random.Next(3); left > 0; left--)
            if (Value(key, depth) is { } k && Value(value, depth) is { } v) map[k] = v;
    }

    private object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => depth >= Deepest ? null : Create(field.MessageType, depth + 1),
        FieldType.String => Text(field.Name),
        FieldType.Bytes => ByteString.CopyFrom(Noise(random.Next(64))),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(4) == 0 ? Pick(Integers) : Pick(field.EnumType.Values).Number),
        FieldType.Double => random.Next(2) == 0 ? Pick(Numbers) : random.NextDouble(),
        FieldType.Float => (float)Pick(Numbers),
        FieldType.Int64 or FieldType.SInt64 => random.Next(3) == 0 ? Pick(Integers) : random.Next(6),
        FieldType.UInt64 => (ulong)Pick(Integers),
        FieldType.UInt32 => (uint)Pick(Integers),
        _ => random.Next(3) == 0 ? (int)Pick(Integers) : random.Next(6),
    };

    private string Text(string field) => known.TryGetValue(field, out var values) && random.Next(5) > 0 ? Pick(values) : Pick(Texts);

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private T Pick<T>(IList<T> values) => values[random.Next(values.Count)];
}
