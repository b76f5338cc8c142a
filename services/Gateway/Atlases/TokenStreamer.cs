using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Streams token rows in messages of whole sequences.</summary>
internal sealed class TokenStreamer(AtlasAccess access, TokenChunks chunks)
{
    public async Task RunAsync(StreamTokensRequest request, IServerStreamWriter<StreamTokensResponse> stream, CancellationToken cancellationToken)
    {
        var job = await access.RequirePlannedAsync(request.JobId);
        AtlasAccess.CheckRow(request.StartRow, job.Tokens);
        var groups = TokenChunks.Groups(job).Where(g => g.EndRow > request.StartRow).ToList();
        var reading = groups.Count > 0 ? chunks.ReadAsync(job, groups[0]) : null;
        for (var i = 0; i < groups.Count; i++)
        {
            var run = await reading!;
            if (i + 1 < groups.Count) reading = chunks.ReadAsync(job, groups[i + 1]);
            if (i == 0) RequireSequenceStart(run, request.StartRow);
            foreach (var message in run.Messages.Where(m => m.Sequences[^1].FirstRow + m.Sequences[^1].Tokens > request.StartRow))
                await stream.WriteAsync(TokenSlice.From(message, request.StartRow), cancellationToken);
        }
    }

    private static void RequireSequenceStart(TokenRun run, long startRow)
    {
        var before = run.Messages.SelectMany(m => m.Sequences).Last(s => s.FirstRow <= startRow);
        var violations = new Violations();
        violations.Require(
            before.FirstRow == startRow, "start_row", $"is {startRow}, in the middle of a sequence; give first_row of one, or 0: {before.FirstRow} is the nearest before");
        violations.ThrowIfAny();
    }
}
