namespace AttentionViz.Testing.Servers.Processes;

/// <summary>The lines of a redis.conf.</summary>
internal static class RedisConfiguration
{
    public static IEnumerable<string> Lines(RedisOptions options, int port, TemporaryFolder folder, ServerCertificates? certificates)
    {
        yield return "bind 127.0.0.1";
        yield return certificates is null ? $"port {port}" : $"port 0\ntls-port {port}";
        yield return $"dir {folder.Path}";
        yield return "save \"\"";
        yield return "daemonize no";
        yield return "maxmemory-policy noeviction";
        if (options.MaxMemory > 0) yield return $"maxmemory {options.MaxMemory}";
        if (options.AppendOnly) yield return "appendonly yes\nappendfsync everysec";
        if (certificates is not null)
        {
            yield return $"tls-cert-file {certificates.ServerCertificate}";
            yield return $"tls-key-file {certificates.ServerKey}";
            yield return $"tls-ca-cert-file {certificates.Authority}";
            yield return "tls-auth-clients no";
        }

        if (options.Users.Count > 0) yield return "user default off";
        foreach (var user in options.Users) yield return user;
        foreach (var setting in options.Settings) yield return setting;
    }
}
