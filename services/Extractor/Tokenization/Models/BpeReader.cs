using System.Text.Json;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads a "BPE" model.</summary>
internal static class BpeReader
{
    public static BpeModel Read(JsonField field)
    {
        Vocabulary vocabulary = Vocabulary.ReadObject(field.Required("vocab"));
        BpeOptions options = new(
            field.Optional("unk_token")?.Text(),
            field.FlagOr("fuse_unk", false),
            field.FlagOr("byte_fallback", false),
            field.FlagOr("ignore_merges", false),
            field.Optional("continuing_subword_prefix")?.Text() ?? "",
            field.Optional("end_of_word_suffix")?.Text() ?? "");
        if (field.Optional("dropout") is { } dropout && dropout.Number() != 0)
            throw dropout.Fail("would make encodings random", "set it to null");
        return new BpeModel(vocabulary, ReadMerges(field.Required("merges"), vocabulary, options.Prefix.Length), options);
    }

    private static BpeMerges ReadMerges(JsonField field, Vocabulary vocabulary, int prefixLength)
    {
        Dictionary<long, BpeMerges.Rule> rules = [];
        int rank = 0;
        foreach (JsonField merge in field.Items())
        {
            (string left, string right) = ReadPair(merge);
            int leftId = IdOf(left, merge, vocabulary);
            int rightId = IdOf(right, merge, vocabulary);
            string merged = left + right[Math.Min(prefixLength, right.Length)..];
            rules[BpeMerges.Key(leftId, rightId)] = new BpeMerges.Rule(rank++, IdOf(merged, merge, vocabulary));
        }
        return new BpeMerges(rules);
    }

    private static (string Left, string Right) ReadPair(JsonField merge)
    {
        const string remedy = "write \"left right\" or [\"left\", \"right\"]";
        string[] parts = merge.Kind switch
        {
            JsonValueKind.String => merge.Text().Split(' '),
            JsonValueKind.Array => [.. merge.Items().Select(part => part.Text())],
            _ => throw merge.Fail("is not a merge", remedy),
        };
        return parts.Length == 2 ? (parts[0], parts[1]) : throw merge.Fail("is not a pair", remedy);
    }

    private static int IdOf(string token, JsonField merge, Vocabulary vocabulary) => vocabulary.IdOf(token)
        ?? throw merge.Fail($"needs the token \"{token}\", which the vocabulary lacks", "export vocabulary and merges together");
}
