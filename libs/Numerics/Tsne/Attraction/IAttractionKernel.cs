namespace AttentionViz.Numerics.Tsne;

/// <summary>Sums over pairs of neighbours, each pair once, of rows [start, end). With w_ij = 1 / (1 + |y_i - y_j|^2).</summary>
internal interface IAttractionKernel
{
    /// <summary>
    /// Writes sum_j p_ij w_ij (y_i - y_j) over the entries (i, j) of each row i to <paramref name="own"/>[dimension][i], and takes
    /// each of its terms from <paramref name="back"/>[dimension][j - <paramref name="origin"/>].
    /// </summary>
    /// <param name="positions">[dimension][row, padded by <see cref="Coordinates"/>].</param>
    /// <param name="origin">At most the first column of any block, a multiple of 16.</param>
    void Forces(EdgeBlocks edges, float[][] positions, int start, int end, float[][] own, float[][] back, int origin);

    /// <summary>sum p_ij log(1 + |y_i - y_j|^2) over the entries of these rows.</summary>
    double Spread(EdgeBlocks edges, float[][] positions, int start, int end);
}
