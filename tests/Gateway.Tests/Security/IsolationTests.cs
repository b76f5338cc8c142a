using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class IsolationTests : IAsyncLifetime
{
    private static readonly string Nobodys = new('f', 32);

    private KeyedHost _keyed = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private JobService.JobServiceClient Jobs(string key) => new(_keyed.As(key));

    private CorpusService.CorpusServiceClient Corpora(string key) => new(_keyed.As(key));

    public async ValueTask InitializeAsync() => _keyed = await KeyedHost.StartAsync();

    public ValueTask DisposeAsync() => _keyed.DisposeAsync();

    /// <summary>Whatever field names a job or corpus, in whatever message of whatever method: those that come later are tested too.</summary>
    [Fact]
    public async Task EveryMethod_IdOfAnotherTenant_IsAnsweredAsIfThereWereNone()
    {
        var (job, corpus) = (await SubmitAsync(KeyedHost.Alice), await UploadAsync(KeyedHost.Alice));
        var own = await SubmitAsync(KeyedHost.Bob);
        var notFound = 0;
        foreach (var method in Contract.Methods.Where(m => !m.IsClientStreaming))
        {
            foreach (var path in IdPaths(method.InputType, []))
            {
                var isCorpus = path[^1].Name == "corpus_id";
                var theirs = await CallAsync(method, path, isCorpus ? corpus : job, own);
                var nobodys = await CallAsync(method, path, Nobodys, own);

                var name = $"{Contract.NameOf(method)} {string.Join('.', path.Select(f => f.Name))}";
                Assert.True(theirs is not null && nobodys is not null, $"{name}: answered with what is another's");
                Assert.True(nobodys.StatusCode == theirs.StatusCode, $"{name}: {nobodys.Status}; {theirs.Status}");
                Assert.Equal(Said(nobodys, Nobodys), Said(theirs, isCorpus ? corpus : job));
                // Or refused for something else before the id was looked at.
                Assert.True(theirs.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument, $"{name}: {theirs.Status}");
                if (theirs.StatusCode == StatusCode.NotFound) notFound++;
            }
        }

        Assert.True(notFound >= 14, $"only {notFound} fields were looked at");
        Assert.Equal(JobState.Queued, (await Jobs(KeyedHost.Alice).GetJobAsync(new GetJobRequest { JobId = job }, cancellationToken: Token)).Job.State);
    }

    [Fact]
    public async Task ListJobs_AndCorpora_ShowTheTenantsOwn()
    {
        var (alices, bobs) = (await SubmitAsync(KeyedHost.Alice), await SubmitAsync(KeyedHost.Bob));
        var (alicesCorpus, bobsCorpus) = (await UploadAsync(KeyedHost.Alice), await UploadAsync(KeyedHost.Bob));

        Assert.Equal([alices], await JobIdsAsync(KeyedHost.Alice));
        Assert.Equal([alices], await JobIdsAsync(KeyedHost.AliceReads));
        Assert.Equal([bobs], await JobIdsAsync(KeyedHost.Bob));
        Assert.Equal(new[] { alices, bobs }.Order(), (await JobIdsAsync(KeyedHost.Admin)).Order());
        // Inline corpora bear their jobs' ids.
        Assert.Equal(new[] { alices, alicesCorpus }.Order(), (await CorpusIdsAsync(KeyedHost.Alice)).Order());
        Assert.Equal(new[] { bobs, bobsCorpus }.Order(), (await CorpusIdsAsync(KeyedHost.Bob)).Order());
        Assert.Equal(4, (await CorpusIdsAsync(KeyedHost.Admin)).Count);
    }

    [Fact]
    public async Task Admin_JobAndCorpusOfATenant_AreReached()
    {
        var (job, corpus) = (await SubmitAsync(KeyedHost.Alice), await UploadAsync(KeyedHost.Alice));

        Assert.Equal(job, (await Jobs(KeyedHost.Admin).GetJobAsync(new GetJobRequest { JobId = job }, cancellationToken: Token)).Job.JobId);
        await Corpora(KeyedHost.Admin).DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpus }, cancellationToken: Token);
        Assert.DoesNotContain(corpus, await CorpusIdsAsync(KeyedHost.Alice));
    }

    [Fact]
    public async Task SubmitJob_RequestIdOfAnotherTenant_MakesAJobOfItsOwn()
    {
        var alices = await SubmitAsync(KeyedHost.Alice, r => r.RequestId = "same");
        var bobs = await SubmitAsync(KeyedHost.Bob, r => r.RequestId = "same");

        Assert.NotEqual(alices, bobs);
        Assert.Equal(alices, await SubmitAsync(KeyedHost.Alice, r => r.RequestId = "same"));
        Assert.Equal(bobs, await SubmitAsync(KeyedHost.Bob, r => r.RequestId = "same"));
    }

    [Fact]
    public async Task DeleteCorpus_ReadByTheAdministratorsJob_DoesNotTellItsId()
    {
        var corpus = await UploadAsync(KeyedHost.Alice);
        var job = await SubmitAsync(KeyedHost.Admin, r => (r.InlineCorpus, r.Spec.CorpusId) = (null, corpus));

        await Faults.AssertAsync(
            async () => await Corpora(KeyedHost.Alice).DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpus }, cancellationToken: Token),
            StatusCode.FailedPrecondition, "CORPUS_IN_USE", "administrator");
        var said = await Assert.ThrowsAsync<RpcException>(async () => await Corpora(KeyedHost.Alice).DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpus }, cancellationToken: Token));
        Assert.DoesNotContain(job, said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_ManyMade_ShareNothingThatCouldBeGuessedFrom()
    {
        var ids = new List<string>();
        for (var i = 0; i < 16; i++) ids.Add(await SubmitAsync(KeyedHost.Alice));

        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
        // No place of the id is the same in all of them, as a time or a count would be: by chance that happens once in 10^17.
        for (var place = 0; place < 32; place++) Assert.True(ids.Select(id => id[place]).Distinct().Count() > 1, $"digit {place} is the same in every id");
    }

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> IdPaths(MessageDescriptor message, IReadOnlyList<FieldDescriptor> above)
    {
        foreach (var field in message.Fields.InDeclarationOrder().Where(f => !f.IsRepeated))
        {
            if (field.FieldType == FieldType.String && (field.Name.Contains("job_id", StringComparison.Ordinal) || field.Name is "corpus_id" or "init_from" or "reuse_vectors_of" || field.Name.EndsWith("_of", StringComparison.Ordinal)))
                yield return [.. above, field];
            else if (field.FieldType == FieldType.Message && above.Count < 3)
                foreach (var path in IdPaths(field.MessageType, [.. above, field])) yield return path;
        }
    }

    /// <summary>Message and details, without the id.</summary>
    private static string Said(RpcException e, string id) =>
        e.GetRpcStatus() is { } status ? $"{status.Message} {status.GetDetail<ErrorInfo>()} {status.GetDetail<BadRequest>()} {status.Details.Count}".Replace(id, "ID", StringComparison.Ordinal) : e.Status.Detail;

    private Task<RpcException?> CallAsync(MethodDescriptor method, IReadOnlyList<FieldDescriptor> path, string id, string own) =>
        Contract.CallAsync(_keyed.As(KeyedHost.Bob), method, Request(method, path, id, own), Token);

    /// <param name="own">A job of the caller, for the other ids that a request has.</param>
    private static IMessage Request(MethodDescriptor method, IReadOnlyList<FieldDescriptor> path, string id, string own)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in IdPaths(method.InputType, []).Where(p => p.Count == 1 && p[0].Name.EndsWith("job_id", StringComparison.Ordinal)))
            field[0].Accessor.SetValue(request, own);
        // The rest of a job has to be in order for its ids to be looked at.
        if (request is SubmitJobRequest submit) submit.MergeFrom(Spec(path));
        if (request is EstimateJobRequest estimate)
        {
            var spec = Spec(path);
            (estimate.Spec, estimate.InlineCorpus) = (spec.Spec, spec.InlineCorpus);
        }

        var at = request;
        foreach (var field in path.SkipLast(1))
        {
            if (field.Accessor.GetValue(at) is not IMessage inner)
            {
                inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                field.Accessor.SetValue(at, inner);
            }

            at = inner;
        }

        path[^1].Accessor.SetValue(at, id);
        return request;
    }

    private static SubmitJobRequest Spec(IReadOnlyList<FieldDescriptor> path) => Calls.Submission(r =>
    {
        if (path[^1].Name == "corpus_id") r.InlineCorpus = null;
    });

    private async Task<string> SubmitAsync(string key, Action<SubmitJobRequest>? change = null) =>
        (await Jobs(key).SubmitJobAsync(Calls.Submission(change), cancellationToken: Token)).Job.JobId;

    private async Task<string> UploadAsync(string key)
    {
        using var call = Corpora(key).UploadCorpus(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Format = CorpusFormat.Text } }, Token);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFromUtf8("one two\n") }, Token);
        return (await call.EndAsync()).CorpusId;
    }

    private async Task<IReadOnlyList<string>> JobIdsAsync(string key) =>
        [.. (await Jobs(key).ListJobsAsync(new ListJobsRequest(), cancellationToken: Token)).Jobs.Select(j => j.JobId)];

    private async Task<IReadOnlyList<string>> CorpusIdsAsync(string key) =>
        [.. (await Corpora(key).ListCorporaAsync(new ListCorporaRequest(), cancellationToken: Token)).Corpora.Select(c => c.CorpusId)];
}
