using System.Text;
using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AttentionViz.Gateway.Http;

/// <summary>The fields that come before the file of an upload.</summary>
internal sealed class CorpusForm(CorpusUploads uploads)
{
    private const int MostFieldBytes = 4096;
    private const string FormatPrefix = "CORPUS_FORMAT_";

    private readonly CorpusHeader _header = new();
    private readonly Violations _violations = new();
    private readonly HashSet<string> _seen = [];
    private string? _fileName;

    /// <summary>True for the part that holds the file; its body has not been read then.</summary>
    public bool TryBeginFile(MultipartSection section)
    {
        if (DispositionOf(section) is not { } disposition || !(disposition.IsFileDisposition() || NameOf(disposition) == MultipartUpload.FileField)) return false;
        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        _fileName = HeaderUtilities.RemoveQuotes(file).ToString();
        return true;
    }

    /// <returns>The field's name.</returns>
    public async Task<string> ReadFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var field = DispositionOf(section) is { } disposition ? NameOf(disposition) : "";
        if (CorpusHeader.Descriptor.FindFieldByName(field) is null)
        {
            _violations.Add(field.Length == 0 ? "form" : field, $"is unknown; the form has name, format and ttl, then {MultipartUpload.FileField}");
            return field;
        }

        if (!_seen.Add(field)) _violations.Add(field, "is given twice; give it once");
        else if (await ReadAsync(section.Body, cancellationToken) is not { } value) _violations.Add(field, $"has more than {MostFieldBytes} bytes");
        else if (value.Length > 0) TextFields.Set(_header, field, field == "format" ? FormatName(value) : value, _violations);
        return field;
    }

    /// <summary>What the fields come to, checked; a format that is missing is told by the file's name, and so is a name, if that is not too long for one.</summary>
    public CorpusHeader Header()
    {
        if (_fileName is null) _violations.Add(MultipartUpload.FileField, "is missing; give the corpus as the last part of the form");
        if (_header.Format == CorpusFormat.Unspecified && !_seen.Contains("format")) _header.Format = FormatOf(_fileName ?? "");
        if (!_seen.Contains("name") && Path.GetFileName(_fileName) is { Length: <= CorpusUploads.MostNameLength } name) _header.Name = name;
        _violations.ThrowIfAny();
        uploads.Check(_header, "", _violations);
        _violations.ThrowIfAny();
        return _header;
    }

    private static CorpusFormat FormatOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".txt" or ".text" => CorpusFormat.Text,
        ".jsonl" or ".ndjson" => CorpusFormat.Jsonl,
        ".zip" => CorpusFormat.ImageZip,
        _ => CorpusFormat.Unspecified,
    };

    // "jsonl" is what a person types.
    private static string FormatName(string value)
    {
        var upper = value.ToUpperInvariant();
        return upper is "TEXT" or "JSONL" or "IMAGE_ZIP" ? FormatPrefix + upper : value;
    }

    private static string NameOf(ContentDispositionHeaderValue disposition) => HeaderUtilities.RemoveQuotes(disposition.Name).ToString();

    private static ContentDispositionHeaderValue? DispositionOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) ? disposition : null;

    private static async Task<string?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostFieldBytes + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken);
        return read > MostFieldBytes ? null : Encoding.UTF8.GetString(buffer, 0, read);
    }
}
