using AttentionViz.V1;

namespace AttentionViz.Conformance.Tests.Cases;

internal static class ExploreCases
{
    public static IEnumerable<Case> All =>
    [
        new("ExploreService.SearchTokens", "a text", w => new SearchTokensRequest { JobId = w.JobId, Text = "THE", IgnoreCase = true, PageSize = 3 }),
        new("ExploreService.SearchTokens", "by metadata", w => new SearchTokensRequest
        {
            JobId = w.JobId,
            Filters = { new MetadataFilter { Field = "year", Range = new NumberRange { Minimum = 2000 } }, new MetadataFilter { Field = "id", AnyOf = new TextList { Values = { "bank", "birds" } } } },
        }),
        new("ExploreService.FindHeads", "by profile", w => new FindHeadsRequest { JobId = w.JobId, Profile = new ProfileScore { Score = "previous_score" }, Limit = 5 }),
        new("ExploreService.FindHeads", "by likeness", w => new FindHeadsRequest { JobId = w.JobId, Like = new LikeHead { Layer = 1, Head = 2, Likeness = HeadLikeness.Geometry } }),
        new("ExploreService.FindHeads", "by example", w => new FindHeadsRequest { JobId = w.JobId, Example = new AttentionExample { SequenceIndex = 0, Pairs = { new TokenPair { QueryPosition = 3, KeyPosition = 2 } } } }),
        new("ExploreService.FindNeighbors", "by logit", w => new FindNeighborsRequest { JobId = w.JobId, Layer = 1, Head = 2, QueryRow = 4, Count = 5 }),
        new("ExploreService.FindNeighbors", "by distance", w => new FindNeighborsRequest
        {
            JobId = w.JobId, Layer = 1, Head = 2, KeyRow = 0, Measure = NeighborMeasure.MapDistance, Method = MapMethod.Umap, Dimensions = 3, OtherSequencesOnly = true,
        }),
        new("ExploreService.ProjectSequences", "a new sentence", w => new ProjectSequencesRequest
        {
            JobId = w.JobId, Sequences = { new NewSequence { Text = "the bird sat by the river" } }, Heads = { new HeadRef { Layer = 1, Head = 2 } }, WithAttention = true,
        }),
        new("ExploreService.CompareAtlases", "otherwise aligned", w => new CompareAtlasesRequest { JobId = w.JobId, OtherJobId = w.OtherJobId, Limit = 4 }),
    ];
}
