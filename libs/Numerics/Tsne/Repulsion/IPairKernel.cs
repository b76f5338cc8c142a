namespace AttentionViz.Numerics.Tsne;

/// <summary>Sums over pairs of points, 16 a step.</summary>
internal interface IPairKernel
{
    int Dimensions { get; }

    /// <summary>
    /// Adds to <paramref name="sums"/> the force between each of the 16 points from <paramref name="row"/> and each of
    /// [<paramref name="start"/>, <paramref name="end"/>), to both its ends.
    /// </summary>
    /// <returns>The sum of w over these pairs, each counted once.</returns>
    double Between(float[][] positions, float[][] sums, int row, int start, int end);

    /// <summary>
    /// Adds the forces among the 16 points from <paramref name="row"/>, those at or past <paramref name="count"/> being padding.
    /// </summary>
    /// <returns>The sum of w over ordered pairs, a point with itself among them.</returns>
    double Within(float[][] positions, float[][] sums, int row, int count);
}
