using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Models;

/// <summary>The models that running extractors offer. Extractors announce them again and again; what is not announced any more expires.</summary>
public sealed class ModelCatalog(IConnectionMultiplexer redis)
{
    /// <summary>How long an announcement holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly IDatabase _db = redis.GetDatabase();

    public async Task AnnounceAsync(Model model)
    {
        await _db.StringSetAsync(Keys.Model(model.ModelId), model.ToByteArray(), Lifetime);
        await _db.SetAddAsync(Keys.Models, model.ModelId);
    }

    /// <summary>Takes an announcement back before it expires.</summary>
    public Task WithdrawAsync(string modelId) => _db.KeyDeleteAsync(Keys.Model(modelId));

    /// <summary>The model; null when no extractor offers it.</summary>
    public async Task<Model?> FindAsync(string modelId)
    {
        var bytes = (byte[]?)await _db.StringGetAsync(Keys.Model(modelId));
        return bytes is null ? null : Model.Parser.ParseFrom(bytes);
    }

    /// <summary>Every model offered, by id.</summary>
    public async Task<IReadOnlyList<Model>> ListAsync()
    {
        var ids = await _db.SetMembersAsync(Keys.Models);
        var found = await Task.WhenAll(ids.Select(id => FindAsync(id.ToString())));
        return [.. found.OfType<Model>().OrderBy(m => m.ModelId, StringComparer.Ordinal)];
    }
}
