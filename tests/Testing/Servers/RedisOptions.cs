namespace AttentionViz.Testing.Servers;

/// <summary>How a Redis of a test is set up.</summary>
public sealed record RedisOptions
{
    /// <summary>Write every change to a file once a second, and read it at the next start.</summary>
    public bool AppendOnly { get; init; } = true;

    /// <summary>Bytes after which writes are refused (noeviction); 0 = no bound.</summary>
    public long MaxMemory { get; init; }

    /// <summary>Serve TLS only, with a certificate of an authority of its own.</summary>
    public bool Tls { get; init; }

    /// <summary>Rules of users as ACL files have them, e.g. "user av on >secret ~av:* +@all". The default user is then switched off.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Further lines of redis.conf.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    internal bool NeedsLocal => Tls || Users.Count > 0 || Settings.Count > 0;
}
