using System.Globalization;
using System.Text;
using System.Text.Json;
using AttentionViz.Gateway.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Net.Http.Headers;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace AttentionViz.Gateway.Http;

/// <summary>Reads the body of a JSON request and leaves it as it was for who reads it next.</summary>
internal static class JsonBody
{
    private const string ContentType = "application/json";

    // Base64 and spaces: JSON is larger than the message it stands for.
    private const int BodyPerMessage = 2;

    /// <param name="limit">Most bytes of the message.</param>
    /// <param name="violations">Gets what is wrong with fields; the message is then of no use.</param>
    public static async Task<IMessage> ReadAsync(HttpContext context, MessageDescriptor type, int limit, Violations violations)
    {
        var body = await BufferAsync(context, BodyPerMessage * limit);
        if (body.Length == 0) body = "{}"u8.ToArray();
        else RequireJson(context.Request);
        context.Request.Body = new MemoryStream(body, false);
        context.Request.ContentLength = body.Length;
        context.Request.ContentType = ContentType;

        using var json = Parse(body);
        try
        {
            JsonShape.Check(json.RootElement, type, "", violations);
            violations.ThrowIfAny();
            var message = ProtoJson.Parser.Parse(Encoding.UTF8.GetString(body), type);
            return message.CalculateSize() <= limit ? message : throw TooLarge(limit);
        }
        catch (IOException e)
        {
            throw Malformed(e.Message);
        }
        catch (InvalidOperationException)
        {
            // Found only when a text is looked at, not when the body is parsed.
            throw Malformed("a text in it is no Unicode: bytes that are not UTF-8, or half of a surrogate pair");
        }
    }

    private static async Task<byte[]> BufferAsync(HttpContext context, int most)
    {
        // Before it is read: who waits to be told to go on need not send it.
        if (context.Request.ContentLength > most) throw TooLarge(most);
        using var kept = new MemoryStream();
        var buffer = new byte[64 << 10];
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
            {
                if (kept.Length + read > most) throw TooLarge(most);
                kept.Write(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(most);
        }

        return kept.ToArray();
    }

    private static void RequireJson(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))) return;
        throw new HttpRequestFault(
            Fault.Of(Code.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE", $"the body is said to be {Fault.Quote(request.ContentType ?? "")}; send JSON in UTF-8 as {ContentType}"),
            StatusCodes.Status415UnsupportedMediaType);
    }

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw Malformed(string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} is not what JSON has there"));
        }
    }

    private static RpcException Malformed(string why) => Fault.Of(Code.InvalidArgument, "MALFORMED_JSON", $"the body cannot be read as JSON: {why}");

    private static HttpRequestFault TooLarge(int most) => new(
        Fault.Of(
            Code.ResourceExhausted, "REQUEST_TOO_LARGE", $"the body has more than {most} bytes, the most this method takes; upload a corpus by POST {MultipartUpload.Route}",
            ("max_bytes", most.ToString(CultureInfo.InvariantCulture))),
        StatusCodes.Status413PayloadTooLarge);
}
