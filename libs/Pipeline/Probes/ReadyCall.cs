using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace AttentionViz.Pipeline.Probes;

/// <summary>
/// A service called with <c>--ready</c> asks the one that runs beside it, with the same settings, whether it is ready: images have neither
/// shell nor curl for a container engine's health check.
/// </summary>
public static class ReadyCall
{
    private const string Argument = "--ready";

    // Less than what container engines give a check.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static bool IsMeant(string[] args) => args is [Argument];

    /// <summary>The exit code: 0 when /readyz of the probe port says yes, otherwise 1, with the reason on standard error.</summary>
    public static Task<int> AskAsync() => AskAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <summary>The same, by other settings than those of the environment.</summary>
    public static async Task<int> AskAsync(IConfiguration settings)
    {
        var options = new ProbeOptions();
        settings.GetSection(ProbeOptions.Section).Bind(options);
        try
        {
            using var http = new HttpClient { Timeout = Patience };
            using var answer = await http.GetAsync(Page(options));
            if (answer.IsSuccessStatusCode) return 0;
            await Console.Error.WriteLineAsync(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"port {options.Port.ToString(CultureInfo.InvariantCulture)} does not answer: {e.Message}");
        }

        return 1;
    }

    private static Uri Page(ProbeOptions options)
    {
        // The service itself does not start with an address that is none.
        if (!IPAddress.TryParse(options.Address, out var address) || address.Equals(IPAddress.Any)) address = IPAddress.Loopback;
        if (address.Equals(IPAddress.IPv6Any)) address = IPAddress.IPv6Loopback;
        return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), options.Port, "/readyz").Uri;
    }
}
