using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AttentionViz.Gateway.Jobs;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Http;

/// <summary>
/// Strong ETags for what a job has made, once it has SUCCEEDED: it never changes again. Who has a
/// copy asks with If-None-Match and gets 304, but only after the job was found to be there and the
/// caller's: a job can be deleted and a key withdrawn, so copies are private and asked about each time.
/// </summary>
internal sealed class CopyCheck(JobLookup jobs)
{
    // Answers change with the software that writes them.
    private static readonly string Version = typeof(CopyCheck).Assembly.GetName().Version?.ToString() ?? "";

    /// <summary>True when the caller's copy is good, and has been told so. Otherwise the answer, if it is one, will bear its tag.</summary>
    /// <param name="form">What is answered, where a job is asked for several things by like requests.</param>
    public async Task<bool> IsCopyAsync(HttpContext context, string jobId, string form, IMessage request)
    {
        if (!await HasSucceededAsync(jobId)) return false;
        var tag = TagOf(form, request);
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var copies) && copies.Any(c => c.Compare(tag, false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            Write(context.Response, tag);
            return true;
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status200OK) Write(context.Response, tag);
            return Task.CompletedTask;
        });
        return false;
    }

    /// <summary>Of the request and nothing else, so that every gateway gives the same.</summary>
    private static EntityTagHeaderValue TagOf(string form, IMessage request)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Version} {form} "), .. request.ToByteArray()]);
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash.AsSpan(0, 18))}\"");
    }

    private static void Write(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = StringValues.Concat(response.Headers.Vary, "Authorization, X-Api-Key");
    }

    private async Task<bool> HasSucceededAsync(string jobId)
    {
        try
        {
            return (await jobs.RequireAsync(jobId)).State == JobState.Succeeded;
        }
        catch (Exception e) when (e is RpcException or RedisException or TimeoutException)
        {
            // The call itself tells what is wrong.
            return false;
        }
    }
}
