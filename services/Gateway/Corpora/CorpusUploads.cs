using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Requests;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Corpora;

/// <summary>Begins uploads, streamed or inline.</summary>
internal sealed class CorpusUploads(
    CorpusStore store, Callers callers, Admission admission, IOptions<CorpusLimits> limits, IOptions<StoreOptions> options, TimeProvider clock, ILogger<CorpusUploads> log)
{
    /// <summary>Most characters of a corpus' name.</summary>
    public const int MostNameLength = 200;

    /// <summary>Adds what is wrong with a header to <paramref name="violations"/>.</summary>
    /// <param name="path">Field that holds the header; empty where its fields stand by themselves.</param>
    public void Check(CorpusHeader header, string path, Violations violations)
    {
        var within = path.Length == 0 ? "" : $"{path}.";
        violations.Require(header.Name.Length <= MostNameLength, $"{within}name", $"has {header.Name.Length} characters; give {MostNameLength} at most");
        violations.Require(
            header.Format != CorpusFormat.Unspecified && Enum.IsDefined(header.Format), $"{within}format", $"is {(int)header.Format}; give TEXT (1), JSONL (2) or IMAGE_ZIP (3)");
        violations.CheckTtl(header.Ttl, $"{within}ttl", options.Value.MaxCorpusTtl, "Store:MaxCorpusTtl");
    }

    /// <param name="field">Request field the bytes come from, for errors.</param>
    public CorpusUpload Begin(string corpusId, CorpusHeader header, string field)
    {
        var target = new UploadTarget(
            store, admission, callers.Current.Tenant, limits.Value, clock, log, corpusId, header, header.Ttl?.ToTimeSpan() ?? options.Value.CorpusTtl, field);
        return header.Format == CorpusFormat.ImageZip ? new ImageUpload(target) : new LineUpload(target);
    }
}
