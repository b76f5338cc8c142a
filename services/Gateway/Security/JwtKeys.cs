using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AttentionViz.Gateway.Security;

/// <summary>Reads the public keys of an issuer from a file: a JSON Web Key Set, or PEM with one key or certificate.</summary>
internal static class JwtKeys
{
    /// <exception cref="FormatException">The file holds no public key.</exception>
    public static IReadOnlyList<SecurityKey> Read(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            var keys = text.TrimStart().StartsWith('{') ? OfKeySet(text) : [OfPem(text)];
            return keys.Count > 0 ? keys : throw new FormatException("it holds no public key to check signatures with");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new FormatException("it is neither a JSON Web Key Set nor PEM with an RSA or EC public key", e);
        }
    }

    // A symmetric key has no place among public ones: who can check with it can sign with it.
    private static List<SecurityKey> OfKeySet(string json) =>
        [.. new JsonWebKeySet(json).GetSigningKeys().Where(k => k is not SymmetricSecurityKey and not JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.Octet })];

    private static AsymmetricSecurityKey OfPem(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new FormatException("it holds a private key; give the public one");
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            var ec = ECDsa.Create();
            ec.ImportFromPem(pem);
            return new ECDsaSecurityKey(ec);
        }
    }
}
