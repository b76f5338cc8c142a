using System.Buffers;
using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace AttentionViz.Gateway.Http;

/// <summary>UploadCorpus as a multipart form: the fields of the header, then one file, which goes to the store as it arrives.</summary>
internal sealed class MultipartUpload(CorpusUploads uploads, HttpCalls calls)
{
    public const string Route = "/v1/corpora";

    /// <summary>The part that holds the corpus.</summary>
    public const string FileField = "file";

    private const int SliceBytes = 64 << 10;

    public Task RunAsync(HttpContext context) => calls.RunAsync(context, async () =>
    {
        var stop = context.RequestAborted;
        var reader = new MultipartReader(BoundaryOf(context.Request), context.Request.Body, SliceBytes);
        var form = new CorpusForm(uploads);
        MultipartSection? section;
        while ((section = await ReadAsync(() => reader.ReadNextSectionAsync(stop))) is not null && !form.TryBeginFile(section))
            await ReadAsync(() => form.ReadFieldAsync(section, stop));
        await using var upload = uploads.Begin(RandomId.Create(), form.Header(), FileField);
        await PushAsync(section!.Body, upload, stop);
        if (await ReadAsync(() => reader.ReadNextSectionAsync(stop)) is not null)
            throw Malformed("a part comes after the file: give the fields first, then one file");
        await ProtoJson.WriteAsync(context.Response, new UploadCorpusResponse { Corpus = await upload.FinishAsync(stop) });
    });

    private static async Task PushAsync(Stream file, CorpusUpload upload, CancellationToken cancellationToken)
    {
        var slice = ArrayPool<byte>.Shared.Rent(SliceBytes);
        try
        {
            while (await ReadAsync(() => file.ReadAsync(slice, cancellationToken).AsTask()) is var read and > 0) await upload.PushAsync(slice.AsMemory(0, read));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && e.GetRpcStatus()?.GetDetail<RetryInfo>() is null)
        {
            // More than there may be of it at any time.
            throw new HttpRequestFault(e, StatusCodes.Status413PayloadTooLarge);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(slice);
        }
    }

    /// <summary>Reads from the request. Only there is an I/O error the sender's.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Malformed(e.Message);
        }
    }

    private static string BoundaryOf(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary) return boundary.ToString();
        throw new HttpRequestFault(
            Fault.Of(
                Code.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE",
                $"the body is said to be {Fault.Quote(request.ContentType ?? "")}; send multipart/form-data with a boundary: the fields name, format and ttl, then one file"),
            StatusCodes.Status415UnsupportedMediaType);
    }

    private static RpcException Malformed(string why) => Fault.Of(Code.InvalidArgument, "MALFORMED_FORM", $"the form cannot be read: {why}");
}
