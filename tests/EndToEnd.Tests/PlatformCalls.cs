using System.Runtime.InteropServices;
using System.Text;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>What the tests ask of the platform again and again.</summary>
internal static class PlatformCalls
{
    public static InlineCorpus Inline(string content, CorpusFormat format = CorpusFormat.Text) =>
        new() { Header = new CorpusHeader { Name = "inline", Format = format }, Content = ByteString.CopyFrom(Encoding.UTF8.GetBytes(content)) };

    public static async Task<Corpus> UploadSampleAsync(this Platform platform, CancellationToken stop)
    {
        using var call = platform.Corpora.UploadCorpus(cancellationToken: stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "sentences", Format = CorpusFormat.Jsonl } }, stop);
        var content = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "sentences.jsonl"), stop);
        foreach (var slice in content.Chunk(10_001))
            await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(slice) }, stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus;
    }

    public static async Task<Job> SubmitAsync(this Platform platform, JobSpec spec, InlineCorpus? corpus, CancellationToken stop) =>
        (await platform.Jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec, InlineCorpus = corpus }, cancellationToken: stop)).Job;

    /// <summary>Every message of a watch, until it ends by itself.</summary>
    public static async Task<List<WatchJobResponse>> WatchAsync(this Platform platform, string jobId, long after, CancellationToken stop)
    {
        using var call = platform.Jobs.WatchJob(new WatchJobRequest { JobId = jobId, AfterSequence = after }, cancellationToken: stop);
        return await call.ResponseStream.ReadAllAsync(stop).ToListAsync(stop);
    }

    /// <summary>The job once it has ended.</summary>
    public static async Task<Job> EndAsync(this Platform platform, string jobId, CancellationToken stop)
    {
        await platform.WatchAsync(jobId, 0, stop);
        return (await platform.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: stop)).Job;
    }

    public static async Task<Atlas> AtlasAsync(this Platform platform, string jobId, CancellationToken stop) =>
        (await platform.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = jobId }, cancellationToken: stop)).Atlas;

    public static async Task<byte[]> MapAsync(this Platform platform, string jobId, HeadSummary head, MapSummary map, CancellationToken stop)
    {
        using var call = platform.Atlases.StreamMap(
            new StreamMapRequest { JobId = jobId, Layer = head.Layer, Head = head.Head, Method = map.Method, Dimensions = map.Dimensions, AttentionWeight = map.AttentionWeight }, cancellationToken: stop);
        var bytes = new List<byte>();
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop))
            if (part.Chunk is { } chunk) bytes.AddRange(chunk.Data);
        return [.. bytes];
    }

    /// <summary>Queries or keys of one head, as float32.</summary>
    public static async Task<float[]> VectorsAsync(this Platform platform, string jobId, HeadSummary head, VectorKind kind, CancellationToken stop)
    {
        using var call = platform.Atlases.StreamVectors(
            new StreamVectorsRequest { JobId = jobId, Layer = head.Layer, Head = head.Head, Kind = kind }, cancellationToken: stop);
        var values = new List<float>();
        var half = false;
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop))
        {
            if (part.Header is { } header) half = header.DataType == DataType.Float16;
            else if (half) values.AddRange(MemoryMarshal.Cast<byte, Half>(part.Chunk.Data.Span).ToArray().Select(h => (float)h));
            else values.AddRange(MemoryMarshal.Cast<byte, float>(part.Chunk.Data.Span));
        }

        return [.. values];
    }
}
