using AttentionViz.Pipeline.Hosting;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>The connection to Redis.</summary>
internal static class RedisHost
{
    // What cannot be read may be the half of a password with a comma in it, so it is not repeated.
    public const string Unreadable = "Store:Redis cannot be read; give host:port, then settings such as password=..., with commas between";

    public static bool CanRead(string redis)
    {
        try
        {
            ConfigurationOptions.Parse(redis);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Connects, now or, where the store does not answer yet, as soon as it does.</summary>
    public static ConnectionMultiplexer Connect(StoreOptions store)
    {
        var options = ConfigurationOptions.Parse(store.Redis);
        if (store.CaCertificate.Length > 0) options.CertificateValidation += (sender, certificate, chain, errors) => TrustedAuthority.Check(store.CaCertificate)(sender, certificate, chain, errors);
        // A store that restarts is looked for every second or so, not ever more seldom.
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        // The client library takes INFO, which tells how full a node is, for administration; Redis itself is asked by its own rules of users.
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        return ConnectionMultiplexer.Connect(options);
    }
}
