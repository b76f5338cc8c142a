using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AttentionViz.EndToEnd.Tests.Fuzz;

/// <summary>Calls the HTTP routes of the contract with text that need not be JSON.</summary>
internal sealed partial class JsonCaller(HttpClient client, Random random)
{
    // Enough for the head of an answer; a watch would go on.
    private const int MostBytes = 64 << 10;

    private const string Noise = "{}[]\":,0-e\\\u0001é";

    /// <summary>The last body sent.</summary>
    public string Body { get; private set; } = "";

    /// <summary>The routes of a method: verb, path, and whether it takes a body.</summary>
    public static IEnumerable<(HttpMethod Verb, string Path, bool HasBody)> RoutesOf(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        foreach (var r in rule is null ? [] : rule.AdditionalBindings.Prepend(rule))
        {
            if (r.Get.Length > 0) yield return (HttpMethod.Get, r.Get, false);
            if (r.Post.Length > 0) yield return (HttpMethod.Post, r.Post, true);
            if (r.Delete.Length > 0) yield return (HttpMethod.Delete, r.Delete, false);
        }
    }

    public async Task<HttpStatusCode> CallAsync(HttpMethod verb, string path, bool hasBody, IMessage message, CancellationToken stop)
    {
        // Of the formatters the one that also writes what cannot be: a duration of two billion nanoseconds.
        var json = JsonFormatter.ToDiagnosticString(message);
        var filled = Field().Replace(path, m => Uri.EscapeDataString(ValueOf(message, m.Groups[1].Value)));
        if (!hasBody && random.Next(2) == 0) filled += $"?{Uri.EscapeDataString(Damage("dimensions"))}={Uri.EscapeDataString(Damage("2"))}";
        using var request = new HttpRequestMessage(verb, filled);
        if (hasBody) request.Content = new StringContent(Body = random.Next(3) == 0 ? Damage(json) : json, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        await body.ReadAtLeastAsync(new byte[MostBytes], MostBytes, throwOnEndOfStream: false, stop);
        return answer.StatusCode;
    }

    private static string ValueOf(IMessage message, string field) => $"{message.Descriptor.FindFieldByName(field)?.Accessor.GetValue(message)}" is { Length: > 0 } value ? value : "0";

    private string Damage(string text)
    {
        var characters = text.ToList();
        for (var left = random.Next(4); left > 0; left--)
        {
            var at = random.Next(characters.Count + 1);
            if (random.Next(2) == 0) characters.Insert(at, Noise[random.Next(Noise.Length)]);
            else if (at < characters.Count) characters.RemoveAt(at);
        }

        return new string([.. characters]);
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Field();
}
