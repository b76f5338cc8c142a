namespace AttentionViz.Bench.Scale.Estimates;

/// <summary>What decides the cost of a model.</summary>
/// <param name="Parameters">Those that every token passes through: without embedding tables.</param>
internal sealed record ModelShape(string Name, double Parameters, int Layers, int Heads, int KeyHeads, int Width, bool Causal)
{
    public static readonly ModelShape BertBase = new("BERT-base", 85e6, 12, 12, 12, 64, Causal: false);

    public static readonly ModelShape Llama7B = new("Llama 7B", 6.5e9, 32, 32, 32, 128, Causal: true);

    public int AllHeads => Layers * Heads;

    /// <summary>Floating-point operations of a token in sequences of a length: two a parameter, and q.k and weights times values.</summary>
    public double Flops(int length) => (2 * Parameters) + (4.0 * Layers * Heads * Width * length * (Causal ? 0.5 : 1));

    /// <summary>Bytes of a drawn token's query as float16, and its share of a key that several query heads may read.</summary>
    public double VectorBytes => 2.0 * Width * (1 + ((double)KeyHeads / Heads));

    /// <summary>Float64 sums of one head: of queries, keys and behaviour.</summary>
    public double StatisticsBytes(int behaviour) => 8 * ((Moments * (1 + ((double)KeyHeads / Heads))) + behaviour);

    private double Moments => 2 + Width + (Width * (Width + 1) / 2.0);
}

/// <summary>A GPU by its data sheet.</summary>
/// <param name="Teraflops">Dense, of the precision that is used.</param>
internal sealed record Gpu(string Name, double Teraflops, double PerHour);

/// <summary>Shares of the data sheet's rate that inference reaches: bad, expected, good.</summary>
internal readonly record struct Utilisation(double Bad, double Expected, double Good);

/// <summary>Dollars: of a GPU with its machine, of a core, and of a GiB of Redis, each for an hour.</summary>
internal readonly record struct Prices(double Gpu, double Core, double Gibibyte);

/// <summary>A job to be estimated.</summary>
/// <param name="Length">Tokens of a sequence, mean.</param>
/// <param name="Budget">Tokens drawn of each head.</param>
internal sealed record Demand(ModelShape Model, double Tokens, int Length, int Budget, double ShardTokens)
{
    public double Shards => Math.Ceiling(Tokens / ShardTokens);
}
