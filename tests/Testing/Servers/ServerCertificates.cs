using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace AttentionViz.Testing.Servers;

/// <summary>An authority made for one server, and that server's certificate, as PEM files.</summary>
public sealed class ServerCertificates
{
    private readonly X509Certificate2 _authority;

    private ServerCertificates(string folder, X509Certificate2 authority)
    {
        _authority = authority;
        (Authority, ServerCertificate, ServerKey) = (Path.Combine(folder, "authority.pem"), Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
    }

    /// <summary>File: the certificate of the authority.</summary>
    public string Authority { get; }

    /// <summary>File: the certificate of the server, for 127.0.0.1 and localhost.</summary>
    public string ServerCertificate { get; }

    /// <summary>File: the server's private key.</summary>
    public string ServerKey { get; }

    public static ServerCertificates Create(string folder)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=AttentionViz test authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var signer = authority.CreateSelfSigned(from, to);
        var certificates = new ServerCertificates(folder, signer);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var signed = server.Create(signer, from, to, [1, 2, 3, 4]);

        File.WriteAllText(certificates.Authority, signer.ExportCertificatePem());
        File.WriteAllText(certificates.ServerCertificate, signed.ExportCertificatePem());
        File.WriteAllText(certificates.ServerKey, serverKey.ExportPkcs8PrivateKeyPem());
        return certificates;
    }

    /// <summary>Has a connection of the test take the server for what it is.</summary>
    public void Trust(ConfigurationOptions options) => options.CertificateValidation += (_, certificate, _, _) => Signed(certificate);

    internal bool Signed(X509Certificate? certificate)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var server = new X509Certificate2(certificate);
        return chain.Build(server);
    }
}
