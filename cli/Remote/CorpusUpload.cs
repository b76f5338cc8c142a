using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Sends a corpus file in slices.</summary>
internal static class CorpusUpload
{
    private const int SliceBytes = 256 << 10;

    public static async Task<Corpus> SendAsync(GatewayClient gateway, FileInfo file, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        using var call = gateway.Corpora.UploadCorpus(cancellationToken: cancellationToken);
        try
        {
            await WriteAsync(call.RequestStream, content, file.Name, cancellationToken);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // The gateway answers as soon as it meets a line it cannot read; its answer says more than the broken stream.
        }

        return (await call.ResponseAsync).Corpus;
    }

    private static async Task WriteAsync(
        IClientStreamWriter<UploadCorpusRequest> stream, FileStream content, string name, CancellationToken cancellationToken)
    {
        var header = new CorpusHeader { Name = name, Format = CorpusReader.FormatOf(name) };
        await stream.WriteAsync(new UploadCorpusRequest { Header = header }, cancellationToken);
        var buffer = new byte[SliceBytes];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            await stream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellationToken);
        await stream.CompleteAsync();
    }
}
