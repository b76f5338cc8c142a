namespace AttentionViz.Extractor.Models.Hub;

/// <summary>Where the hub is and how patiently it is asked.</summary>
public sealed record HubOptions
{
    public const string EndpointVariable = "HF_ENDPOINT";

    public const string TokenVariable = "HF_TOKEN";

    private static readonly Uri HuggingFace = new("https://huggingface.co");

    public Uri Endpoint { get; init; } = HuggingFace;

    /// <summary>Sent to the endpoint and to no other host; null = none.</summary>
    public string? Token { get; init; }

    /// <summary>Where downloaded models are kept.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Largest sum of a model's files in bytes. Default 64 GiB.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Longest wait for a connection, for an answer to begin, and between two pieces of a file. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries in a row without headway before giving up. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause after the first failed try; doubled after each further one. Default 0.5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest pause between two tries, whatever the hub asks for. Default 60 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Tells how many bytes are free where a folder is.</summary>
    internal Func<string, long> FreeBytes { get; init; } = Download.Disk.FreeAt;

    /// <param name="variables">Looks an environment variable up.</param>
    /// <exception cref="HubException"><see cref="HubFault.BadSettings"/>: a variable holds what cannot be used.</exception>
    public static HubOptions FromEnvironment(Func<string, string?> variables)
    {
        var options = new HubOptions { CacheFolder = UserFolders.Cache(variables) };
        if (variables(EndpointVariable) is { Length: > 0 } endpoint) options = options with { Endpoint = EndpointOf(endpoint) };
        if (variables(TokenVariable)?.Trim() is { Length: > 0 } token) options = options with { Token = TokenOf(token) };
        return options;
    }

    private static Uri EndpointOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw Bad($"{EndpointVariable}: '{text}' is not the address of a hub; give one like {HuggingFace.OriginalString}");
        // A token or a model over plain HTTP could be read or changed on its way.
        if (uri.Scheme == "http" && !uri.IsLoopback)
            throw Bad($"{EndpointVariable}: '{text}' is plain HTTP, which is allowed for this machine only; give an https address");
        return uri;
    }

    private static string TokenOf(string token) => token.All(c => c is > ' ' and < (char)127)
        ? token
        : throw Bad($"{TokenVariable} holds characters that no token has; copy it again from {HuggingFace.OriginalString}/settings/tokens");

    private static HubException Bad(string message) => new(HubFault.BadSettings, message);
}
