using System.Security.Cryptography;

namespace AttentionViz.Pipeline.Store;

/// <summary>Ids of jobs, corpora and placings: 128 bits of a cryptographic generator, 32 hex digits, so that nobody guesses another's.</summary>
public static class RandomId
{
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
