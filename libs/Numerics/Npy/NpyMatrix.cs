namespace AttentionViz.Numerics.Npy;

/// <summary>A matrix as NumPy's .npy files hold it.</summary>
/// <param name="Values">[Rows x Columns], row-major.</param>
public sealed record NpyMatrix(float[] Values, int Rows, int Columns);
