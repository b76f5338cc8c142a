using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>Trusts certificates of one authority besides those that the machine trusts.</summary>
internal static class TrustedAuthority
{
    /// <param name="pemFile">Certificates of the authority.</param>
    public static RemoteCertificateValidationCallback Check(string pemFile)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(pemFile);
        return (_, certificate, sent, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            // A name that does not fit is a fault whoever signed it.
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null) return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(e => e.Certificate).ToArray());
            using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            return chain.Build(server);
        };
    }
}
