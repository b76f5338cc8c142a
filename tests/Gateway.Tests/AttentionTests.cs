using System.Runtime.InteropServices;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class AttentionTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttentionWeighting.Unspecified, new int[0])]
    [InlineData(AttentionWeighting.Probability, new[] { 0, 3 })]
    [InlineData(AttentionWeighting.ValueNorm, new int[0])]
    [InlineData(AttentionWeighting.ValueNorm, new[] { 2, 2, 5 })]
    public async Task GetAttention_EveryHead_EqualsIndependentSoftmax(AttentionWeighting weighting, int[] hidden)
    {
        var job = await SeededJob.CreateAsync(host);
        // The last shard's second sequence: rows 18 to 21 of the atlas; the first's second: 5 to 11.
        foreach (var (index, first, length) in new[] { (2, 5, 7), (11, 22, 9), (9, 12, 6) })
        {
            var answer = await host.Atlas.GetAttentionAsync(
                new GetAttentionRequest { JobId = job.JobId, SequenceIndex = index, Weighting = weighting, HiddenPositions = { hidden } }, cancellationToken: Token);

            Assert.Equal((first, length, 6), (answer.FirstRow, answer.Tokens, answer.Heads.Count));
            foreach (var head in answer.Heads)
            {
                var expected = Softmax(job, head.Layer, head.Head, first, length, weighting == AttentionWeighting.ValueNorm, hidden);
                var actual = MemoryMarshal.Cast<byte, float>(head.Weights.Data.Span);
                Assert.Equal([length, length], head.Weights.Shape);
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6);
            }
        }
    }

    [Fact]
    public async Task GetAttention_HiddenFirstTokenOfCausalHead_LeavesItsRowEmpty()
    {
        var job = await SeededJob.CreateAsync(host);
        var answer = await host.Atlas.GetAttentionAsync(
            new GetAttentionRequest { JobId = job.JobId, SequenceIndex = 0, HiddenPositions = { 0 }, Heads = { new HeadRef() } }, cancellationToken: Token);
        var weights = MemoryMarshal.Cast<byte, float>(Assert.Single(answer.Heads).Weights.Data.Span).ToArray();
        Assert.All(weights[..5], w => Assert.Equal(0, w));
        Assert.Equal(1, weights[6]);
    }

    [Fact]
    public async Task GetAttention_WrongRequests_SayWhy()
    {
        var job = await SeededJob.CreateAsync(host, repeat: 2);
        Task Call(Action<GetAttentionRequest> change)
        {
            var request = new GetAttentionRequest { JobId = job.JobId };
            change(request);
            return host.Atlas.GetAttentionAsync(request).ResponseAsync;
        }

        foreach (var index in new[] { 1, 5, 8, 13, 99 })
            await Faults.AssertAsync(() => Call(r => r.SequenceIndex = index), StatusCode.NotFound, "SEQUENCE_NOT_DRAWN", $"sequence {index} is not among the 10 drawn of the corpus' 24");
        await Faults.AssertAsync(() => Call(r => r.SequenceIndex = -1), StatusCode.InvalidArgument, "INVALID_REQUEST", "sequence_index");
        await Faults.AssertAsync(() => Call(r => r.HiddenPositions.Add(5)), StatusCode.InvalidArgument, "INVALID_REQUEST", "positions 0 to 4");
        await Faults.AssertAsync(() => Call(r => r.Weighting = (AttentionWeighting)7), StatusCode.InvalidArgument, "INVALID_REQUEST", "weighting");
        await Faults.AssertAsync(() => Call(r => r.Heads.Add(new HeadRef { Layer = 3 })), StatusCode.NotFound, "HEAD_NOT_IN_JOB");
        await Faults.AssertAsync(
            () => Call(r => r.Heads.Add(Enumerable.Repeat(new HeadRef(), 50))), StatusCode.ResourceExhausted, "ATTENTION_TOO_LARGE", "ask for fewer heads");
    }

    [Fact]
    public async Task GetAttention_LayerWithMoreThanProducts_IsRefusedInsteadOfWrong()
    {
        foreach (var change in new Action<Model>[] { m => m.Layers[0].HasBias = true, m => m.Layers[0].LogitCap = 30, m => m.Layers[0].HasSink = true })
        {
            var job = await SeededJob.CreateAsync(host, change: change);
            Task Call(int layer) => host.Atlas.GetAttentionAsync(
                new GetAttentionRequest { JobId = job.JobId, Heads = { new HeadRef { Layer = layer } } }).ResponseAsync;

            await Faults.AssertAsync(() => Call(0), StatusCode.Unimplemented, "ATTENTION_BEYOND_PRODUCTS", "layer 0");
            await Call(1);
        }
    }

    [Fact]
    public async Task GetAttention_VectorsNotRetained_SaysHowToKeepThem()
    {
        var job = await SeededJob.CreateAsync(host, retain: false);
        await Faults.AssertAsync(
            async () => await host.Atlas.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId }), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED", "retain_vectors = true");
        await Faults.AssertAsync(
            () => host.Atlas.StreamVectors(new StreamVectorsRequest { JobId = job.JobId, Kind = VectorKind.Key }).ReadAllAsync(), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");
    }

    [Theory]
    [InlineData(VectorKind.Query, 1f, DataType.Float16)]
    [InlineData(VectorKind.Key, 1f, DataType.Float16)]
    [InlineData(VectorKind.Key, 60_000f, DataType.Float32)]
    [InlineData(VectorKind.ValueNorm, 1f, DataType.Float32)]
    [InlineData(VectorKind.QueryNorm, 1f, DataType.Float32)]
    public async Task StreamVectors_FromAnyRow_SendsTheRest(VectorKind kind, float keyScale, DataType type)
    {
        var job = await SeededJob.CreateAsync(host, keyScale: keyScale, repeat: 3);
        var (part, head) = kind switch { VectorKind.Query or VectorKind.QueryNorm => (VectorPart.Query, 3), VectorKind.Key => (VectorPart.Key, 1), _ => (VectorPart.Value, 1) };
        var whole = job.Vectors[(part, 0, head)];
        var columns = kind is VectorKind.Query or VectorKind.Key ? SeededJob.Width : 1;
        if (kind == VectorKind.QueryNorm) whole = [.. whole.Chunk(SeededJob.Width).Select(row => (float)Math.Sqrt(row.Sum(v => (double)v * v)))];
        foreach (var start in new[] { 0, 7, 12, 40, 93 })
        {
            var parts = await host.Atlas.StreamVectors(
                new StreamVectorsRequest { JobId = job.JobId, Layer = 0, Head = 3, Kind = kind, StartRow = start }, cancellationToken: Token).ReadAllAsync();
            Assert.Equal((type, 93, columns, start), (parts[0].Header.DataType, parts[0].Header.Rows, parts[0].Header.Columns, parts[0].Header.StartRow));
            var values = parts.Skip(1).SelectMany(p => Decode(p.Chunk.Data.Span, type)).ToArray();
            var expected = whole[(start * columns)..];
            Assert.Equal(expected.Length, values.Length);
            // Shards whose keys fit float16 were stored so, even where others were not.
            for (var i = 0; i < values.Length; i++) Assert.Equal(expected[i], values[i], Math.Abs(expected[i]) / 1000 + 1e-6);
            if (start < 93) Assert.Equal(start, parts[1].Chunk.FirstRow);
        }
    }

    private static float[] Decode(ReadOnlySpan<byte> data, DataType type)
    {
        if (type == DataType.Float32) return MemoryMarshal.Cast<byte, float>(data).ToArray();
        var values = new List<float>();
        foreach (var half in MemoryMarshal.Cast<byte, Half>(data)) values.Add((float)half);
        return [.. values];
    }

    /// <summary>Written from the definition: attention first, then the weighting, then the hidden positions, each rescaled.</summary>
    private static double[] Softmax(SeededJob job, int layer, int head, int first, int length, bool byValueNorm, int[] hidden)
    {
        var facts = job.Record.Model.Layers[layer];
        var keyHead = facts.KeyHeadOf[head];
        double At(VectorPart part, int h, int row, int d) => (double)(Half)job.Vectors[(part, layer, h)][(first + row) * SeededJob.Width + d];
        var result = new double[length * length];
        for (var i = 0; i < length; i++)
        {
            var weights = new double[length];
            for (var j = 0; j < length; j++)
            {
                var dot = 0.0;
                for (var d = 0; d < SeededJob.Width; d++) dot += At(VectorPart.Query, head, i, d) * At(VectorPart.Key, keyHead, j, d);
                weights[j] = facts.Causal && j > i ? 0 : Math.Exp(facts.Scale * dot);
            }

            Rescale(weights);
            if (byValueNorm)
            {
                for (var j = 0; j < length; j++) weights[j] *= job.Vectors[(VectorPart.Value, layer, keyHead)][first + j];
                Rescale(weights);
            }

            foreach (var j in hidden) weights[j] = 0;
            if (hidden.Contains(i)) Array.Clear(weights);
            Rescale(weights);
            weights.CopyTo(result, i * length);
        }

        return result;
    }

    private static void Rescale(double[] weights)
    {
        var sum = weights.Sum();
        if (sum > 0) for (var j = 0; j < weights.Length; j++) weights[j] /= sum;
    }
}
