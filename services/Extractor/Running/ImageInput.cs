namespace AttentionViz.Extractor.Running;

/// <summary>What a model fed by pixels takes, and what becomes of it.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="ChannelsLast">[batch, height, width, channels] instead of [batch, channels, height, width].</param>
/// <param name="Tokens">Positions of one image.</param>
public sealed record ImageInput(int Channels, int Height, int Width, bool ChannelsLast, int Tokens, PatchGrid Grid)
{
    /// <summary>Numbers of one image.</summary>
    public int Values => Channels * Height * Width;
}

/// <summary>How the tokens of an image lie on it: some that are no patch, then the patches row by row.</summary>
/// <param name="Rows">0 when they do not lie on a grid.</param>
/// <param name="Leading">Tokens before the patches: [CLS], registers.</param>
public sealed record PatchGrid(int Rows, int Columns, int Leading)
{
    /// <summary>Tokens that are not known to lie on a grid.</summary>
    public static readonly PatchGrid Unknown = new(0, 0, 0);

    // More than a class token, a distillation token and the registers of any published model.
    private const int MostLeading = 17;

    /// <summary>Infers the grid from the number of tokens.</summary>
    /// <param name="patch">Pixels of a patch; null when neither configuration nor graph says.</param>
    public static PatchGrid Infer(int tokens, int height, int width, (int Height, int Width)? patch)
    {
        if (patch is { } known)
        {
            var grid = new PatchGrid(height / known.Height, width / known.Width, tokens - (height / known.Height * (width / known.Width)));
            if (grid is { Rows: > 0, Columns: > 0, Leading: >= 0 and <= MostLeading }) return grid;
        }

        // Square patches that fill the image. One leading token is by far the commonest, then none.
        foreach (var leading in Enumerable.Range(0, MostLeading + 1).OrderBy(n => n == 1 ? -1 : n))
        {
            var patches = tokens - leading;
            if (patches < 1 || (long)height * width % patches != 0) continue;
            var side = (int)Math.Round(Math.Sqrt((double)height * width / patches));
            if (side > 0 && height % side == 0 && width % side == 0 && height / side * (width / side) == patches)
                return new PatchGrid(height / side, width / side, leading);
        }

        return Unknown;
    }

    /// <summary>What to show for the token at a position.</summary>
    public string NameOf(int position)
    {
        if (Rows == 0) return $"t{position}";
        if (position < Leading) return position == 0 ? "[CLS]" : $"[REG{position - 1}]";
        return $"r{(position - Leading) / Columns} c{(position - Leading) % Columns}";
    }
}
