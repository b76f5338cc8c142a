using System.Numerics.Tensors;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf.Collections;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>What weight heads give to pairs of tokens of one sequence.</summary>
internal sealed class ExampleScores(TokenRows tokens, VectorReader vectors, HeadWork work)
{
    private const int MostPairs = 1000;

    public static void Check(AttentionExample example, Violations violations)
    {
        violations.Require(example.SequenceIndex >= 0, "example.sequence_index", $"is {example.SequenceIndex}; give 0 or more");
        violations.Require(example.Pairs.Count is >= 1 and <= MostPairs, "example.pairs", $"has {example.Pairs.Count} entries; give 1 to {MostPairs}");
    }

    public async Task<IReadOnlyList<ScoredHead>> ScoreAsync(
        PlannedJob job, AttentionExample example, IReadOnlyList<ReadyHead> ready, CancellationToken cancellationToken)
    {
        var place = await tokens.FindAsync(job, example.SequenceIndex);
        CheckPositions(example, place.Drawn);
        var able = ready.Where(h => ProductsOnly.Holds(h.Layer)).ToList();
        if (able.Count == 0) throw ProductsOnly.Fault(ready[0].Layer, "ask by profile, or of another job");
        var having = able.Where(h => example.Pairs.All(p => Within(p.QueryPosition, place.Drawn, h.Layer.QuerySide) && Within(p.KeyPosition, place.Drawn, h.Layer.KeySide))).ToList();
        return await work.RunAsync(
            having,
            async (head, _) =>
            {
                var (queries, keys) = await new SequenceVectors(vectors, job.Record, head.Layer, head.Head).ReadAsync(place);
                return Score(head, place.Drawn, new SequenceAttention(head.Layer, queries.Span, keys.Span), example.Pairs);
            },
            cancellationToken);
    }

    private static ScoredHead Score(ReadyHead head, DrawnSequence sequence, SequenceAttention attention, RepeatedField<TokenPair> pairs)
    {
        var row = new double[attention.Keys];
        var (logs, rank) = (0.0, 0);
        foreach (var pair in pairs)
        {
            attention.Logits(pair.QueryPosition - First(sequence, head.Layer.QuerySide), row);
            var key = pair.KeyPosition - First(sequence, head.Layer.KeySide);
            if (rank == 0) rank = Rank(row, key);
            logs += row[key] - LogSum(row);
        }

        // Ranked by logarithms: weights too small for a double still differ.
        var mean = logs / pairs.Count;
        var scored = ScoredHead.Of(head, Math.Exp(mean), mean);
        scored.Found.KeyRank = rank;
        return scored;
    }

    /// <summary>Place of a key among all, by logit, then by place.</summary>
    private static int Rank(double[] row, int key)
    {
        var ahead = 0;
        for (var j = 0; j < row.Length; j++)
            if (row[j] > row[key] || (row[j] == row[key] && j < key)) ahead++;
        return ahead + 1;
    }

    private static double LogSum(double[] row)
    {
        var largest = TensorPrimitives.Max<double>(row);
        var exps = new double[row.Length];
        TensorPrimitives.Subtract(row, largest, exps);
        TensorPrimitives.Exp<double>(exps, exps);
        return largest + Math.Log(TensorPrimitives.Sum<double>(exps));
    }

    private static void CheckPositions(AttentionExample example, DrawnSequence sequence)
    {
        var violations = new Violations();
        for (var i = 0; i < example.Pairs.Count; i++)
        {
            Require(example.Pairs[i].QueryPosition, $"example.pairs[{i}].query_position");
            Require(example.Pairs[i].KeyPosition, $"example.pairs[{i}].key_position");
        }

        violations.ThrowIfAny();

        void Require(int position, string field) => violations.Require(
            position >= 0 && position < sequence.Tokens, field, $"is {position}; the sequence has positions 0 to {sequence.Tokens - 1}");
    }

    /// <summary>Where the tokens of a side start among those of the sequence.</summary>
    private static int First(DrawnSequence sequence, TokenSide side) => sequence.RowOf(side) - sequence.Row;

    private static bool Within(int position, DrawnSequence sequence, TokenSide side)
    {
        var place = position - First(sequence, side);
        return place >= 0 && place < sequence.Length(side);
    }
}
