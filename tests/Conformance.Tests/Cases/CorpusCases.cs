using System.Text;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Conformance.Tests.Cases;

internal static class CorpusCases
{
    public static IEnumerable<Case> All =>
    [
        new Case("CorpusService.UploadCorpus", "in chunks", (_, _) => Task.FromResult(Upload())).Without<UploadCorpusResponse>(r => Forget(r.Corpus)),
        new("CorpusService.GetCorpus", "a corpus", w => new GetCorpusRequest { CorpusId = w.Corpus.CorpusId }),
        new("CorpusService.ListCorpora", "a page", _ => new ListCorporaRequest { PageSize = 2 }),
        new("CorpusService.DeleteCorpus", "a corpus", async (w, stop) => [new DeleteCorpusRequest { CorpusId = (await w.UploadAsync("a\n"u8.ToArray(), CorpusFormat.Text, stop)).CorpusId }]),
    ];

    private static IMessage[] Upload() =>
    [
        new UploadCorpusRequest { Header = new CorpusHeader { Name = "Wörter", Format = CorpusFormat.Jsonl, Ttl = Duration.FromTimeSpan(TimeSpan.FromMinutes(90)) } },
        .. Encoding.UTF8.GetBytes(World.Content).Chunk(50).Select(slice => new UploadCorpusRequest { Chunk = ByteString.CopyFrom(slice) }),
    ];

    private static void Forget(Corpus corpus)
    {
        Assert.Equal(TimeSpan.FromMinutes(90), corpus.ExpireTime.ToDateTimeOffset() - corpus.CreateTime.ToDateTimeOffset());
        corpus.CorpusId = "";
        corpus.CreateTime = corpus.ExpireTime = null;
    }
}
