using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class NeighborTests(GatewayHost host)
{
    [Theory]
    [InlineData(0, 3, true, false, NeighborMeasure.Unspecified)]
    [InlineData(0, 1, false, false, NeighborMeasure.Logit)]
    [InlineData(1, 1, true, true, NeighborMeasure.Logit)]
    [InlineData(0, 2, true, false, NeighborMeasure.MapDistance)]
    [InlineData(1, 0, false, true, NeighborMeasure.MapDistance)]
    public async Task FindNeighbors_ModelOfOneSequence_EqualsSortingAll(int layer, int head, bool fromQuery, bool others, NeighborMeasure measure)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        foreach (var row in new[] { 0, 9, job.Words.Count - 1 })
            await CheckAsync(job, layer, head, row, fromQuery, others, measure, map: true);
    }

    [Theory]
    [InlineData(2, 1, true, NeighborMeasure.Logit)]
    [InlineData(2, 0, false, NeighborMeasure.Logit)]
    [InlineData(2, 1, false, NeighborMeasure.MapDistance)]
    [InlineData(1, 1, true, NeighborMeasure.MapDistance)]
    [InlineData(0, 0, true, NeighborMeasure.Logit)]
    public async Task FindNeighbors_EncoderDecoder_StaysWithinSides(int layer, int head, bool fromQuery, NeighborMeasure measure)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder));
        var side = fromQuery ? job.Layer(layer).QuerySide : job.Layer(layer).KeySide;
        foreach (var row in Enumerable.Range(0, job.Words.Count).Where(row => job.Words[row].Side == side).Where((_, i) => i % 3 == 0))
        {
            await CheckAsync(job, layer, head, row, fromQuery, others: false, measure, map: false);
            await CheckAsync(job, layer, head, row, fromQuery, others: true, measure, map: true);
        }
    }

    [Fact]
    public async Task FindNeighbors_VectorsNotRetained_StillFollowsTheMap()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences, new JobTraits(Retain: false));
        var request = new FindNeighborsRequest { JobId = job.JobId, QueryRow = 3, Measure = NeighborMeasure.MapDistance, Method = MapMethod.Pca, Dimensions = 2 };

        var answer = await FindAsync(request);

        Assert.Equal(20, answer.Neighbors.Count);
        Assert.All(answer.Neighbors, n => Assert.True(double.IsNaN(n.Logit) && n.Distance >= 0));
        request.Measure = NeighborMeasure.Logit;
        await Faults.AssertAsync(() => FindAsync(request), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");
    }

    [Fact]
    public async Task FindNeighbors_WrongFields_AreNamedWithTheRemedy()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder));
        async Task Check(Action<FindNeighborsRequest> change, string says)
        {
            var request = new FindNeighborsRequest { JobId = job.JobId, Layer = 2, QueryRow = 5 };
            change(request);
            var violations = await Faults.AssertAsync(() => FindAsync(request), StatusCode.InvalidArgument, "INVALID_REQUEST");
            Assert.Contains(violations, v => v.StartsWith(says, StringComparison.Ordinal));
        }

        await Check(r => r.ClearPoint(), "point: is not given; give query_row or key_row");
        await Check(r => r.Measure = (NeighborMeasure)9, "measure: is 9; give LOGIT (1) or MAP_DISTANCE (2)");
        await Check(r => r.Measure = NeighborMeasure.MapDistance, "method: is not given");
        await Check(r => r.Count = 1001, "count: is 1001; give 1 to 1000, or 0 for 20");
        await Check(r => r.QueryRow = -1, "query_row: is -1; give 0 to 19");
        await Check(r => r.KeyRow = 20, "key_row: is 20; give 0 to 19");
        await Check(r => r.KeyRow = 4, "key_row: is 4, which has no key in layer 2; give the row of a token of side Source");
        await Check(r => r.QueryRow = 0, "query_row: is 0, which has no query in layer 2; give the row of a token of side Target");
        await Faults.AssertAsync(() => FindAsync(new FindNeighborsRequest { JobId = job.JobId, Layer = 3, QueryRow = 0 }), StatusCode.NotFound, "HEAD_NOT_IN_JOB");
        await Faults.AssertAsync(
            () => FindAsync(new FindNeighborsRequest { JobId = job.JobId, QueryRow = 0, Method = MapMethod.Umap, Dimensions = 2 }), StatusCode.NotFound, "MAP_NOT_IN_JOB");
    }

    private async Task<FindNeighborsResponse> FindAsync(FindNeighborsRequest request) => await host.Explore.FindNeighborsAsync(request, cancellationToken: Calls.Token);

    private async Task CheckAsync(ExploreJob job, int layer, int head, int row, bool fromQuery, bool others, NeighborMeasure measure, bool map)
    {
        var request = new FindNeighborsRequest { JobId = job.JobId, Layer = layer, Head = head, Measure = measure, OtherSequencesOnly = others, Count = 7 };
        if (fromQuery) request.QueryRow = row;
        else request.KeyRow = row;
        map |= measure == NeighborMeasure.MapDistance;
        if (map) (request.Method, request.Dimensions) = (MapMethod.Pca, 2);

        var answer = await FindAsync(request);

        var (queries, keys) = (Rows(job, job.Layer(layer).QuerySide), Rows(job, job.Layer(layer).KeySide));
        var all = (fromQuery ? keys : queries).Select(other =>
        {
            var (query, key) = fromQuery ? (queries.IndexOf(row), keys.IndexOf(other)) : (queries.IndexOf(other), keys.IndexOf(row));
            var points = job.Maps[(layer, head)].Chunk(2).ToList();
            var (a, b) = (points[query], points[queries.Count + key]);
            return (Row: other, Logit: Naive.Logit(job, layer, head, query, key), Distance: Math.Sqrt(Math.Pow((double)a[0] - b[0], 2) + Math.Pow((double)a[1] - b[1], 2)));
        });
        var expected = all.Where(n => !others || job.Words[n.Row].Line != job.Words[row].Line)
            .OrderBy(n => measure == NeighborMeasure.MapDistance ? n.Distance : -n.Logit).ThenBy(n => n.Row).Take(7).ToList();
        Assert.Equal(expected.Select(n => (long)n.Row), answer.Neighbors.Select(n => n.Row));
        foreach (var (wanted, found) in expected.Zip(answer.Neighbors))
        {
            var word = job.Words[wanted.Row];
            Assert.Equal((word.Text, word.Line.Index, word.Position, word.Line == job.Words[row].Line), (found.Text, found.SequenceIndex, found.Position, found.SameSequence));
            Assert.Equal(wanted.Logit, found.Logit, 1e-9);
            if (map) Assert.Equal(wanted.Distance, found.Distance, 1e-9);
            else Assert.True(double.IsNaN(found.Distance));
        }
    }

    private static List<int> Rows(ExploreJob job, TokenSide side) =>
        [.. Enumerable.Range(0, job.Words.Count).Where(row => side == TokenSide.Unspecified || job.Words[row].Side == side)];
}
