using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams token rows, a message for each shard.</summary>
internal sealed class TokenStreamer(AtlasAccess access, TokenRows rows)
{
    public async Task RunAsync(StreamTokensRequest request, IServerStreamWriter<StreamTokensResponse> stream, CancellationToken cancellationToken)
    {
        var job = await access.RequirePlannedAsync(request.JobId);
        AtlasAccess.CheckRow(request.StartRow, job.Tokens);
        for (var shard = 0; shard < job.Plan.Count; shard++)
        {
            var plan = job.Plan[shard];
            if (plan.Rows == 0 || plan.FirstRow + plan.Rows <= request.StartRow) continue;
            var all = await rows.ReadAsync(job, shard);
            all.FirstRow = plan.FirstRow;
            all.TotalRows = job.Tokens;
            await stream.WriteAsync(From(all, request.StartRow), cancellationToken);
        }
    }

    /// <summary>The chunk from a row on.</summary>
    private static StreamTokensResponse From(StreamTokensResponse all, long startRow)
    {
        if (startRow <= all.FirstRow) return all;
        var violations = new Violations();
        violations.Require(
            all.Sequences.Any(s => s.FirstRow == startRow), "start_row",
            $"is {startRow}, in the middle of a sequence; give first_row of one, or 0: {all.Sequences.Last(s => s.FirstRow <= startRow).FirstRow} is the nearest before");
        violations.ThrowIfAny();

        var skip = (int)(startRow - all.FirstRow);
        return new StreamTokensResponse
        {
            FirstRow = startRow,
            TotalRows = all.TotalRows,
            Sequences = { all.Sequences.Where(s => s.FirstRow >= startRow) },
            Positions = { all.Positions.Skip(skip) },
            TokenIds = { all.TokenIds.Skip(skip) },
            Texts = { all.Texts.Skip(skip) },
            Starts = { all.Starts.Skip(skip) },
            Ends = { all.Ends.Skip(skip) },
            Special = { all.Special.Skip(skip) },
            Sides = { all.Sides.Skip(skip) },
        };
    }
}
