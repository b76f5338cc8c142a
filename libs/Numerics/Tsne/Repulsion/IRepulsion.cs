namespace AttentionViz.Numerics.Tsne;

/// <summary>The force that drives all points apart, for where they are now.</summary>
internal interface IRepulsion
{
    /// <summary>
    /// Writes sum_j w_ij^2 (y_i - y_j) of every point, with w_ij = 1 / (1 + |y_i - y_j|^2), and returns Z, the sum of w_ij over
    /// all ordered pairs i != j. The result is the same, bit for bit, for every number of threads.
    /// </summary>
    /// <param name="positions">[dimension][point, padded by <see cref="Coordinates"/>].</param>
    /// <param name="forces">[dimension][point, padded likewise] overwritten; what stands in the padding means nothing.</param>
    /// <exception cref="OperationCanceledException">Cancelled within the computation.</exception>
    double Compute(float[][] positions, float[][] forces, CancellationToken cancellation);
}
