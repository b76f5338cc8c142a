using System.Text;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Tests;

public sealed class CorpusReaderTests
{
    [Fact]
    public async Task Read_TextWithBomReturnsAndBlankLines_GivesTheLinesThatHoldText()
    {
        var sequences = await ReadAsync("\uFEFFone\r\n\r\n  \n two \nthree", CorpusFormat.Text);

        Assert.Equal(["one", " two ", "three"], sequences.Select(s => s.Text));
        Assert.Equal([0L, 1L, 2L], sequences.Select(s => s.Index));
    }

    [Fact]
    public async Task Read_JsonLine_TakesTextIdAndMetadata()
    {
        var sequence = Assert.Single(await ReadAsync("""{"text": "a b", "id": 7, "topic": "x", "words": 2.5, "kept": true, "none": null}""", CorpusFormat.Jsonl));

        Assert.Equal("a b", sequence.Text);
        Assert.Equal("7", sequence.Id);
        Assert.Equal(["kept", "topic", "words"], sequence.Metadata.Keys);
        Assert.Equal(2.5, sequence.Metadata["words"].GetValue<double>());
        Assert.Equal("true", sequence.Metadata["kept"].GetValue<string>());
    }

    [Fact]
    public async Task Read_TokenIds_TakesIdsAndTheirNames()
    {
        var sequence = Assert.Single(await ReadAsync("""{"ids": [3, 0], "tokens": ["a", "b"]}""", CorpusFormat.Jsonl));

        Assert.Null(sequence.Text);
        Assert.Equal([3, 0], sequence.Ids!);
        Assert.Equal(["a", "b"], sequence.Tokens!);
    }

    [Fact]
    public async Task Read_Targets_AreNoMetadata()
    {
        var sequences = await ReadAsync(
            """
            {"text": "guten Tag", "target": "good day", "id": 1}
            {"ids": [3, 0], "target_ids": [5]}
            {"text": "allein", "target": null}
            """,
            CorpusFormat.Jsonl);

        Assert.Equal(["good day", null, null], sequences.Select(s => s.Target));
        Assert.Equal([5], sequences[1].TargetIds!);
        Assert.All(sequences, s => Assert.Empty(s.Metadata));
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n\n{\"text\": ", 3, "is not valid JSON")]
    [InlineData("[1, 2]", 1, "not an object")]
    [InlineData("{\"topic\": \"x\"}", 1, "neither \"text\" nor \"ids\"")]
    [InlineData("{\"text\": \"a\", \"ids\": [1]}", 1, "both \"text\" and \"ids\"")]
    [InlineData("{\"text\": 5}", 1, "\"text\" is not a string")]
    [InlineData("{\"text\": \"  \"}", 1, "\"text\" is blank")]
    [InlineData("{\"text\": \"\\ud800\"}", 1, "is not valid JSON")]
    [InlineData("{\"text\": \"a\", \"text\": \"b\"}", 1, "is not valid JSON")]
    [InlineData("{\"ids\": []}", 1, "not a list of one or more")]
    [InlineData("{\"ids\": [1, -2]}", 1, "\"ids\"[1] is -2")]
    [InlineData("{\"ids\": [1], \"tokens\": [\"a\", \"b\"]}", 1, "2 entries for 1")]
    [InlineData("{\"text\": \"a\", \"tags\": [1]}", 1, "field 'tags' is an array")]
    [InlineData("{\"text\": \"a\", \"target\": 3}", 1, "\"target\" is not a string; as metadata it needs another name")]
    [InlineData("{\"text\": \"a\", \"target\": \" \"}", 1, "\"target\" is blank")]
    [InlineData("{\"text\": \"a\", \"target_ids\": [3]}", 1, "\"target_ids\" beside \"text\"; give \"target\"")]
    [InlineData("{\"ids\": [1], \"target\": \"a\"}", 1, "\"target\" beside \"ids\"; give \"target_ids\"")]
    [InlineData("{\"ids\": [1], \"target_ids\": []}", 1, "\"target_ids\" is not a list of one or more")]
    [InlineData("{\"ids\": [1], \"target_ids\": [2, -2]}", 1, "\"target_ids\"[1] is -2")]
    [InlineData("\n \n", 0, "the corpus is empty")]
    public async Task Read_BrokenJsonLines_NamesTheLineAndTheReason(string content, int line, string reason)
    {
        var fault = await Assert.ThrowsAsync<CorpusFormatException>(() => ReadAsync(content, CorpusFormat.Jsonl));

        Assert.Equal(line, fault.Line);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BytesThatAreNotUtf8_NamesTheLine()
    {
        var fault = await Assert.ThrowsAsync<CorpusFormatException>(() => ReadAsync([.. "fine\n"u8, 0xC3, 0x28], CorpusFormat.Text, new CorpusLimits()));

        Assert.StartsWith("line 2: is not UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short\n0123456789abcdefgh", "line 2: has more than 16 bytes")]
    [InlineData("1\n2\n3\n4", "line 4: the corpus has more than 3 sequences")]
    [InlineData("0123456789\n0123456789\n0123456789", "passes 30 bytes")]
    public async Task Read_PastALimit_SaysWhichAndWhere(string content, string reason)
    {
        var limits = new CorpusLimits { MaxLineBytes = 16, MaxSequences = 3, MaxBytes = 30 };

        var fault = await Assert.ThrowsAsync<CorpusFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(content), CorpusFormat.Text, limits));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FormatOf_UnknownExtension_NamesTheOnesThereAre()
    {
        Assert.Equal(CorpusFormat.Jsonl, CorpusReader.FormatOf("a/B.JSONL"));
        var fault = Assert.Throws<CorpusFormatException>(() => CorpusReader.FormatOf("corpus.csv"));
        Assert.Contains(".txt (one sequence a line), .jsonl or .zip", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_TheSameBytesCutAnywhere_GivesTheSameLines()
    {
        var bytes = Encoding.UTF8.GetBytes("äb\r\n\ncd\n\nlast");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var splitter = new LineSplitter(new CorpusLimits());
            var lines = new List<string>();
            foreach (var slice in new[] { bytes.AsMemory(0, cut), bytes.AsMemory(cut) })
                lines.AddRange(splitter.Push(slice).Select(l => Encoding.UTF8.GetString(l.Span)));
            lines.Add(Encoding.UTF8.GetString(splitter.Finish()!.Value.Span));

            Assert.Equal(["äb", "", "cd", "", "last"], lines);
        }
    }

    private static Task<List<SequenceRecord>> ReadAsync(string content, CorpusFormat format) =>
        ReadAsync(Encoding.UTF8.GetBytes(content), format, new CorpusLimits());

    private static async Task<List<SequenceRecord>> ReadAsync(byte[] content, CorpusFormat format, CorpusLimits limits)
    {
        var sequences = new List<SequenceRecord>();
        await foreach (var sequence in CorpusReader.ReadAsync(new MemoryStream(content), format, limits, TestContext.Current.CancellationToken))
            sequences.Add(sequence);
        return sequences;
    }
}
