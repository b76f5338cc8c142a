using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>Asks a Redis whether it serves, without a client that would keep trying.</summary>
internal static class Ping
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The line it answers; null when it does not.</summary>
    public static async Task<string?> AskAsync(int port, ServerCertificates? certificates)
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, late.Token);
            await using Stream stream = certificates is null ? client.GetStream() : await SecureAsync(client, certificates, late.Token);
            await stream.WriteAsync("PING\r\n"u8.ToArray(), late.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(late.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<SslStream> SecureAsync(TcpClient client, ServerCertificates certificates, CancellationToken late)
    {
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificates.Signed(certificate) }, late);
        return secure;
    }
}
