namespace AttentionViz.Extractor.Tokenization;

/// <summary>Puts special tokens around the text: ids in order, null where the text goes.</summary>
internal sealed class TemplatePostProcessor(int?[] template) : IPostProcessor
{
    public int AddedTokens { get; } = template.Count(id => id is not null);

    public static TemplatePostProcessor Read(JsonField field)
    {
        List<int?> template = [];
        foreach (JsonField item in field.Required("single").Items())
        {
            if (item.Optional("SpecialToken") is { } special)
                template.AddRange(SpecialIds(field, special.Required("id")));
            else if (item.Optional("Sequence")?.Required("id") is not { } sequence)
                throw item.Fail("is no template item", "write {\"SpecialToken\": ...} or {\"Sequence\": ...}");
            else if (sequence.Text() == "A")
                template.Add(null);
            else
                throw sequence.Fail("has no place in the template of a single text", "use \"A\"");
        }
        return new TemplatePostProcessor([.. template]);
    }

    /// <summary>BERT's [CLS] text [SEP] and RoBERTa's likewise: <c>"cls": ["[CLS]", 101], "sep": ["[SEP]", 102]</c>.</summary>
    public static TemplatePostProcessor ReadClassifier(JsonField field) =>
        new([NamedId(field.Required("cls")), null, NamedId(field.Required("sep"))]);

    public List<PlacedToken> Process(List<PlacedToken> tokens)
    {
        List<PlacedToken> result = new(tokens.Count + AddedTokens);
        foreach (int? id in template)
        {
            if (id is { } special)
                result.Add(new PlacedToken(special, 0, 0, Special: true));
            else
                result.AddRange(tokens);
        }
        return result;
    }

    private static IEnumerable<int?> SpecialIds(JsonField field, JsonField name)
    {
        string key = name.Text();
        foreach ((string token, JsonField entry) in field.Required("special_tokens").Members())
        {
            if (token == key)
                return [.. entry.Required("ids").Items().Select(id => (int?)Vocabulary.ReadId(id))];
        }
        throw name.Fail("is not among special_tokens", "describe it there");
    }

    private static int NamedId(JsonField pair)
    {
        JsonField[] items = [.. pair.Items()];
        return items.Length == 2 ? Vocabulary.ReadId(items[1]) : throw pair.Fail("is not a pair", "write [\"token\", id]");
    }
}
