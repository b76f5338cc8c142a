using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Sums over the neighbours of one point. Rows may be asked for on several threads at once.</summary>
internal interface IAttractionRow
{
    /// <summary>Takes the positions, [dimension][point], that the sums then refer to.</summary>
    void Place(float[][] positions);

    /// <summary>Writes sum_j p_ij w_ij (y_i - y_j), with w_ij = 1 / (1 + |y_i - y_j|^2), to <paramref name="forces"/>[dimension][point].</summary>
    void Force(SymmetricSparse affinities, int point, float[][] forces);

    /// <summary>sum_j p_ij log(1 + |y_i - y_j|^2).</summary>
    double Spread(SymmetricSparse affinities, int point);
}
