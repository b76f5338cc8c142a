using AttentionViz.V1;

namespace AttentionViz.Conformance.Tests.Cases;

internal static class AtlasCases
{
    public static IEnumerable<Case> All =>
    [
        new("AtlasService.GetAtlas", "of text", w => new GetAtlasRequest { JobId = w.JobId }),
        new("AtlasService.GetAtlas", "of images", w => new GetAtlasRequest { JobId = w.ImageJobId }),
        new("AtlasService.StreamTokens", "all", w => new StreamTokensRequest { JobId = w.JobId }),
        new("AtlasService.StreamTokens", "of images", w => new StreamTokensRequest { JobId = w.ImageJobId }),
        new("AtlasService.StreamMap", "whole", w => new StreamMapRequest { JobId = w.JobId, Layer = 3, Head = 2, Method = MapMethod.Umap, Dimensions = 3 }),
        new("AtlasService.StreamMap", "taken up again", w => new StreamMapRequest { JobId = w.JobId, Layer = 1, Head = 1, Method = MapMethod.Pca, Dimensions = 2, StartRow = 7 }),
        new("AtlasService.StreamMatrix", "every head", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Umap, Dimensions = 3 }),
        new("AtlasService.StreamMatrix", "some heads", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Pca, Dimensions = 2, PointsPerHead = 30, Heads = { Head(0, 1), Head(2, 3) } }),
        new("AtlasService.StreamMatrix", "float16", w => new StreamMatrixRequest { JobId = w.JobId, Method = MapMethod.Pca, Dimensions = 2, DataType = DataType.Float16 }),
        new("AtlasService.GetAttention", "every head", w => new GetAttentionRequest { JobId = w.JobId, SequenceIndex = 1, Weighting = AttentionWeighting.ValueNorm, HiddenPositions = { 0, 2 } }),
        new("AtlasService.GetAttention", "some heads", w => new GetAttentionRequest { JobId = w.JobId, SequenceIndex = 0, Heads = { Head(0, 0), Head(1, 3) } }),
        new("AtlasService.GetImage", "the second", w => new GetImageRequest { JobId = w.ImageJobId, SequenceIndex = 1 }),
        new("AtlasService.StreamVectors", "queries", w => new StreamVectorsRequest { JobId = w.JobId, Layer = 2, Head = 0, Kind = VectorKind.Query }),
        new("AtlasService.StreamVectors", "norms taken up again", w => new StreamVectorsRequest { JobId = w.JobId, Layer = 2, Head = 0, Kind = VectorKind.ValueNorm, StartRow = 3 }),
    ];

    private static HeadRef Head(int layer, int head) => new() { Layer = layer, Head = head };
}
