namespace AttentionViz.Numerics.Neighbours;

/// <summary>The nearest points found so far of every point, nearest first, equal distances by index.</summary>
internal sealed class NeighbourLists
{
    /// <param name="count">Points.</param>
    /// <param name="size">Places of a list; -1 stands in those that are free, at infinite distance.</param>
    public NeighbourLists(int count, int size)
    {
        Count = count;
        Size = size;
        Indices = new int[count * size];
        Squares = new float[count * size];
        IsNew = new bool[count * size];
        Array.Fill(Indices, -1);
        Array.Fill(Squares, float.PositiveInfinity);
    }

    public int Count { get; }

    public int Size { get; }

    /// <summary>[Count x Size].</summary>
    public int[] Indices { get; }

    /// <summary>[Count x Size] squared distances.</summary>
    public float[] Squares { get; }

    /// <summary>[Count x Size] whether the neighbour came since lists were last taken as known.</summary>
    public bool[] IsNew { get; }

    /// <summary>Overwrites the lists of points [start, end) with those of another set, all taken as known.</summary>
    public void CopyAsKnown(NeighbourLists source, int start, int end)
    {
        int first = start * Size, length = (end - start) * Size;
        source.Indices.AsSpan(first, length).CopyTo(Indices.AsSpan(first));
        source.Squares.AsSpan(first, length).CopyTo(Squares.AsSpan(first));
        IsNew.AsSpan(first, length).Clear();
    }

    /// <summary>Adds a neighbour if it is near enough and not there yet; true if it was added.</summary>
    public bool Insert(int point, float square, int neighbour)
    {
        int first = point * Size, slot = first + Size - 1;
        if (square > Squares[slot] || (square == Squares[slot] && neighbour >= Indices[slot] && Indices[slot] >= 0))
            return false;
        while (slot > first && (square < Squares[slot - 1] || (square == Squares[slot - 1] && neighbour < Indices[slot - 1])))
            slot--;
        // A pair always has the same distance: what is there already stands right before.
        if (slot > first && Indices[slot - 1] == neighbour)
            return false;
        var rest = first + Size - 1 - slot;
        Indices.AsSpan(slot, rest).CopyTo(Indices.AsSpan(slot + 1));
        Squares.AsSpan(slot, rest).CopyTo(Squares.AsSpan(slot + 1));
        IsNew.AsSpan(slot, rest).CopyTo(IsNew.AsSpan(slot + 1));
        (Indices[slot], Squares[slot], IsNew[slot]) = (neighbour, square, true);
        return true;
    }
}
