using System.ComponentModel.DataAnnotations;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Security;

namespace AttentionViz.Gateway.Hosting;

/// <summary>Where the gateway listens, and what it lets through. Section "Gateway".</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>IP address to listen on; 0.0.0.0 or :: for every interface. Default 127.0.0.1.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port of gRPC over cleartext HTTP/2, 0..65535; 0 = any free one. Default 5050.</summary>
    [Range(0, 65535)]
    public int GrpcPort { get; set; } = 5050;

    /// <summary>TCP port of gRPC-Web, JSON, health and the viewer over HTTP/1.1, 0..65535; 0 = any free one. Default 5051.</summary>
    [Range(0, 65535)]
    public int WebPort { get; set; } = 5051;

    /// <summary>Origins whose pages may call, e.g. "https://viewer.example"; empty = any.</summary>
    public string[] CorsOrigins { get; set; } = [];

    /// <summary>Tokens drawn of each head when a job does not say, 1..200000. Default 1000.</summary>
    [Range(1, 200_000)]
    public int DefaultTokenBudget { get; set; } = 1000;

    /// <summary>Most tokens a job may draw of each head, 1..200000. Default 200000.</summary>
    [Range(1, 200_000)]
    public int MaxTokenBudget { get; set; } = 200_000;

    /// <summary>Most bytes of a corpus sent inside SubmitJob, 1 byte to 3 MiB. Default 1 MiB.</summary>
    [Range(1, 3 << 20)]
    public int MaxInlineCorpusBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Most bytes of attention in one message, 4 KiB to 1 GiB. The default, 3 MiB, stays
    /// below the 4 MiB that gRPC clients take unless told otherwise.
    /// </summary>
    [Range(4 << 10, 1 << 30)]
    public int MaxAttentionBytes { get; set; } = 3 << 20;

    /// <summary>Most bytes of one message to the gateway, 64 KiB to 64 MiB. Default 4 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MaxRequestBytes { get; set; } = 4 << 20;

    /// <summary>Most sequences in one ProjectSequences, 1..1024. Default 16.</summary>
    [Range(1, 1024)]
    public int MaxProjectedSequences { get; set; } = 16;

    /// <summary>Most tokens of each of them, on each side of an encoder-decoder, 1..8192. Default 512.</summary>
    [Range(1, 8192)]
    public int MaxProjectedTokens { get; set; } = 512;

    /// <summary>How long ProjectSequences waits for the workers' next result, 1 second to 1 hour. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ProjectionPatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Who may call.</summary>
    public AuthOptions Auth { get; set; } = new();

    /// <summary>Serve anyone on an address that others can reach. Default false: such an address needs keys or tokens.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Bounds for all callers together.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>What each tenant may use.</summary>
    public QuotaOptions Quotas { get; set; } = new();

    /// <summary>What single tenants may use instead, by tenant.</summary>
    public Dictionary<string, QuotaOptions> TenantQuotas { get; set; } = [];
}
