namespace AttentionViz.EndToEnd.Tests.Fuzz;

/// <summary>Damages bytes as lines, disks and careless clients do.</summary>
internal sealed class ByteMutator(Random random)
{
    public byte[] Mutate(byte[] source)
    {
        var bytes = source.ToList();
        for (var left = 1 + random.Next(4); left > 0; left--) Damage(bytes);
        return [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(6))
        {
            case 0 when bytes.Count > at:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when bytes.Count > at:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3 when bytes.Count > at:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(4), bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (byte)random.Next(256)));
                break;
            case 5:
                bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count + 1)).Take(random.Next(32)).ToArray());
                break;
        }
    }
}
