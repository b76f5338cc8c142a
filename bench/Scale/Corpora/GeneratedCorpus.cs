using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Bench.Scale.Corpora;

/// <summary>
/// A corpus of so many tokens: words of a model's vocabulary, frequent ones more often (Zipf), in sequences whose lengths are
/// log-normal, as those of sentences are: half have up to 20 tokens, one in fifty more than 80. The same seed gives the same text.
/// </summary>
internal sealed partial class GeneratedCorpus
{
    private const int MedianWords = 18;
    private const double LengthSpread = 0.7;

    // [CLS] and [SEP]; the model takes 128 positions.
    private const int Special = 2;
    private const int MostWords = 126;

    private readonly string[] _words;
    private readonly double[] _upTo;

    /// <param name="tokenizer">File of a WordPiece tokenizer; each whole word of its vocabulary is one token.</param>
    /// <param name="tokens">At least so many, with the last sequence whole.</param>
    public GeneratedCorpus(string tokenizer, long tokens, ulong seed)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(tokenizer));
        _words = [.. json.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().Select(w => w.Name).Where(w => WholeWord().IsMatch(w))];
        var sum = 0.0;
        _upTo = [.. _words.Select((_, rank) => sum += 1 / (rank + 2.7))];
        Text = Encoding.UTF8.GetBytes(Write(tokens, new SeededRandom(seed)));
    }

    /// <summary>A line a sequence.</summary>
    public byte[] Text { get; }

    public long Tokens { get; private set; }

    public int Sequences { get; private set; }

    private string Write(long tokens, SeededRandom random)
    {
        var text = new StringBuilder();
        for (; Tokens < tokens; Sequences++)
        {
            var words = (int)Math.Clamp(Math.Round(MedianWords * Math.Exp(LengthSpread * random.NextNormal())), 1, MostWords);
            for (var w = 0; w < words; w++) text.Append(w == 0 ? "" : " ").Append(Word(random.NextDouble()));
            text.Append('\n');
            Tokens += words + Special;
        }

        return text.ToString();
    }

    private string Word(double u)
    {
        var place = Array.BinarySearch(_upTo, u * _upTo[^1]);
        return _words[place < 0 ? ~place : place];
    }

    [GeneratedRegex("^[a-z]{2,}$")]
    private static partial Regex WholeWord();
}
