using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AttentionViz.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>HTTP requests for messages, written from the HTTP rules alone.</summary>
internal static partial class JsonRequests
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>By the first rule that can carry all fields that are set.</summary>
    public static HttpRequestMessage Of(MethodDescriptor method, IMessage request)
    {
        var first = method.GetOptions().GetExtension(AnnotationsExtensions.Http) ?? throw new InvalidOperationException($"{method.FullName} has no HTTP rule");
        var rule = new[] { first }.Concat(first.AdditionalBindings).First(r => r.Body == "*" || InQuery(request, r).All(IsText));
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            _ => throw new NotSupportedException(rule.ToString()),
        };
        var path = Field().Replace(template, m => Uri.EscapeDataString(Text(request.Descriptor.FindFieldByName(m.Groups[1].Value).Accessor.GetValue(request))));
        if (rule.Body == "*")
            return new HttpRequestMessage(verb, new Uri(path, UriKind.Relative)) { Content = new StringContent(Formatter.Format(request), Encoding.UTF8, "application/json") };
        var query = string.Join('&', InQuery(request, rule).SelectMany(f => Values(f, request).Select(v => $"{f.JsonName}={Uri.EscapeDataString(Text(v))}")));
        return new HttpRequestMessage(verb, new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative));
    }

    public static HttpRequestMessage Upload(IEnumerable<UploadCorpusRequest> parts)
    {
        var form = new MultipartFormDataContent();
        var content = new MemoryStream();
        foreach (var part in parts)
        {
            if (part.Header is { } header)
            {
                if (header.Name.Length > 0) form.Add(new StringContent(header.Name), "name");
                form.Add(new StringContent(((int)header.Format).ToString(CultureInfo.InvariantCulture)), "format");
                if (header.Ttl is { } ttl) form.Add(new StringContent(Text(ttl)), "ttl");
            }
            else
            {
                part.Chunk.WriteTo(content);
            }
        }

        form.Add(new ByteArrayContent(content.ToArray()), "file", "corpus");
        return new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/corpora", UriKind.Relative)) { Content = form };
    }

    private static IEnumerable<FieldDescriptor> InQuery(IMessage request, HttpRule rule)
    {
        var path = Field().Matches(rule.ToString()).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return request.Descriptor.Fields.InDeclarationOrder().Where(f => !path.Contains(f.Name) && IsSet(f, request));
    }

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null => false,
        ICollection values => values.Count > 0,
        _ when field.HasPresence => field.Accessor.HasValue(message),
        string text => text.Length > 0,
        Enum value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0,
        IConvertible number => Convert.ToDouble(number, CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private static bool IsText(FieldDescriptor field) => field.FieldType != FieldType.Message;

    private static IEnumerable<object> Values(FieldDescriptor field, IMessage message) =>
        field.Accessor.GetValue(message) is IList list ? list.Cast<object>() : [field.Accessor.GetValue(message)];

    private static string Text(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        Enum number => Convert.ToInt32(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IMessage wellKnown => JsonFormatter.ToDiagnosticString(wellKnown).Trim('"'),
        _ => $"{value}",
    };

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Field();
}
