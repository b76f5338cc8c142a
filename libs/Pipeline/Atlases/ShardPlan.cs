namespace AttentionViz.Pipeline.Atlases;

/// <summary>What is drawn of one shard; fixed before any shard is run, so that rows never depend on who runs it or when.</summary>
/// <param name="Tokens">Tokens of the whole shard.</param>
/// <param name="Sampled">Zero-based places within the shard of the sequences drawn, ascending.</param>
/// <param name="FirstRow">Row of the atlas where the shard's first drawn token goes.</param>
/// <param name="Rows">Tokens of the sequences drawn.</param>
public sealed record ShardPlan(long Tokens, int[] Sampled, long FirstRow, int Rows);
