using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Faults.Tests;

/// <summary>Everything that a job made, part by part as bytes, without what names or times this one run.</summary>
internal sealed class AtlasResult
{
    private static readonly VectorKind[] Kinds =
        [VectorKind.Query, VectorKind.Key, VectorKind.QueryNorm, VectorKind.KeyNorm, VectorKind.ValueNorm];

    private readonly SortedDictionary<string, byte[]> _parts = new(StringComparer.Ordinal);

    private AtlasResult()
    {
    }

    public static async Task<AtlasResult> FetchAsync(Gateway gateway, string jobId, CancellationToken stop)
    {
        var result = new AtlasResult();
        var job = (await gateway.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: stop)).Job;
        var atlas = (await gateway.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = jobId }, cancellationToken: stop)).Atlas;
        result._parts["job"] = Plain(job).ToByteArray();
        result._parts["versions"] = System.Text.Encoding.UTF8.GetBytes(string.Join(' ', atlas.Versions.Select(v => $"{v.Key} {v.Value}").Order()));
        foreach (var head in atlas.Heads) await result.AddHeadAsync(gateway, jobId, head, stop);
        result._parts["atlas"] = Plain(atlas).ToByteArray();
        using var tokens = gateway.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: stop);
        await foreach (var part in tokens.ResponseStream.ReadAllAsync(stop)) result._parts[$"tokens from {part.FirstRow}"] = part.ToByteArray();
        return result;
    }

    /// <summary>How many parts there are; a job with nothing in it would be the same as any other.</summary>
    public int Parts => _parts.Count;

    public void MustBe(AtlasResult other)
    {
        Assert.Equal(other._parts.Keys, _parts.Keys);
        Assert.All(other._parts, part => Assert.True(part.Value.AsSpan().SequenceEqual(_parts[part.Key]), $"{part.Key} differs from that of the undisturbed job"));
    }

    private async Task AddHeadAsync(Gateway gateway, string jobId, HeadSummary head, CancellationToken stop)
    {
        var name = $"L{head.Layer} H{head.Head}";
        foreach (var map in head.Maps)
        {
            using var call = gateway.Atlases.StreamMap(
                new StreamMapRequest { JobId = jobId, Layer = head.Layer, Head = head.Head, Method = map.Method, Dimensions = map.Dimensions }, cancellationToken: stop);
            _parts[$"{name} {map.Method} {map.Dimensions}"] = await BytesAsync(call.ResponseStream.ReadAllAsync(stop), p => p.Chunk?.Data ?? p.Header.ToByteString());
        }

        foreach (var kind in Kinds)
        {
            using var call = gateway.Atlases.StreamVectors(
                new StreamVectorsRequest { JobId = jobId, Layer = head.Layer, Head = head.Head, Kind = kind }, cancellationToken: stop);
            _parts[$"{name} {kind}"] = await BytesAsync(call.ResponseStream.ReadAllAsync(stop), p => p.Chunk?.Data ?? p.Header.ToByteString());
        }

        var summary = head.Clone();
        summary.Seconds.Clear();
        _parts[name] = summary.ToByteArray();
    }

    private static async Task<byte[]> BytesAsync<T>(IAsyncEnumerable<T> parts, Func<T, ByteString> bytes)
    {
        var all = new List<byte>();
        await foreach (var part in parts) all.AddRange(bytes(part).Span);
        return [.. all];
    }

    private static Atlas Plain(Atlas atlas)
    {
        var plain = atlas.Clone();
        (plain.JobId, plain.CreateTime) = ("", null);
        plain.Heads.Clear();
        plain.Versions.Clear();
        Forget(plain.Spec);
        (plain.Corpus.CorpusId, plain.Corpus.CreateTime, plain.Corpus.ExpireTime) = ("", null, null);
        return plain;
    }

    private static Job Plain(Job job)
    {
        var plain = job.Clone();
        (plain.JobId, plain.CreateTime, plain.UpdateTime, plain.ExpireTime, plain.LastSequence) = ("", null, null, null, 0);
        Forget(plain.Spec);
        foreach (var stage in plain.Stages) (stage.Rate, stage.Elapsed, stage.Remaining) = (0, null, null);
        return plain;
    }

    private static void Forget(JobSpec spec) => (spec.CorpusId, spec.Priority) = ("", default);
}
