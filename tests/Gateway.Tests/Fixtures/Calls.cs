using System.Text;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>Requests that most tests begin with.</summary>
internal static class Calls
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static InlineCorpus Text(string content) => new()
    {
        Header = new CorpusHeader { Name = "inline", Format = CorpusFormat.Text },
        Content = ByteString.CopyFromUtf8(content),
    };

    /// <summary>A submission that is in order, for tests to spoil.</summary>
    public static SubmitJobRequest Submission(Action<SubmitJobRequest>? change = null)
    {
        var request = new SubmitJobRequest { Spec = new JobSpec { ModelId = DemoModels.Gpt }, InlineCorpus = Text("one two\nthree four\n") };
        change?.Invoke(request);
        return request;
    }

    public static async Task<Job> SubmitAsync(this GatewayHost host, Action<SubmitJobRequest>? change = null) =>
        (await host.Jobs.SubmitJobAsync(Submission(change), cancellationToken: Token)).Job;

    public static Task<Corpus> UploadAsync(this GatewayHost host, string content, CorpusFormat format = CorpusFormat.Text, int chunk = 4096) =>
        host.UploadAsync(Encoding.UTF8.GetBytes(content), format, chunk);

    public static async Task<Corpus> UploadAsync(this GatewayHost host, byte[] content, CorpusFormat format, int chunk)
    {
        using var call = host.Corpora.UploadCorpus(cancellationToken: Token);
        await call.RequestStream.TryWriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "uploaded", Format = format } });
        for (var at = 0; at < content.Length; at += chunk)
        {
            var slice = ByteString.CopyFrom(content, at, Math.Min(chunk, content.Length - at));
            if (!await call.RequestStream.TryWriteAsync(new UploadCorpusRequest { Chunk = slice })) break;
        }

        return await call.EndAsync();
    }

    /// <summary>False when the server has answered already, with an error that the response brings.</summary>
    public static async Task<bool> TryWriteAsync(this IClientStreamWriter<UploadCorpusRequest> stream, UploadCorpusRequest message)
    {
        try
        {
            await stream.WriteAsync(message, Token);
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            return false;
        }
    }

    public static async Task<Corpus> EndAsync(this AsyncClientStreamingCall<UploadCorpusRequest, UploadCorpusResponse> call)
    {
        try
        {
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The answer is there already.
        }

        return (await call).Corpus;
    }

    public static async Task<List<T>> ReadAllAsync<T>(this AsyncServerStreamingCall<T> call)
    {
        using (call)
        {
            var all = new List<T>();
            await foreach (var message in call.ResponseStream.ReadAllAsync(Token)) all.Add(message);
            return all;
        }
    }
}
