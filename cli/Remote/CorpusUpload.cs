using AttentionViz.Cli.Local;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Sends a corpus file in slices.</summary>
internal static class CorpusUpload
{
    private const int SliceBytes = 256 << 10;

    public static async Task<Corpus> SendAsync(GatewayClient gateway, CorpusSource corpus, CancellationToken cancellationToken)
    {
        await using var content = await corpus.OpenAsync(cancellationToken);
        using var call = gateway.Corpora.UploadCorpus(cancellationToken: cancellationToken);
        try
        {
            await WriteAsync(call.RequestStream, content, corpus, cancellationToken);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // The gateway answers as soon as it meets a line or image it cannot read; its answer says more than the broken stream.
        }

        return (await call.ResponseAsync).Corpus;
    }

    private static async Task WriteAsync(
        IClientStreamWriter<UploadCorpusRequest> stream, Stream content, CorpusSource corpus, CancellationToken cancellationToken)
    {
        var header = new CorpusHeader { Name = corpus.Name, Format = corpus.Format };
        await stream.WriteAsync(new UploadCorpusRequest { Header = header }, cancellationToken);
        var buffer = new byte[SliceBytes];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            await stream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellationToken);
        await stream.CompleteAsync();
    }
}
