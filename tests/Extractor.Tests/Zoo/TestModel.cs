using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Loads models on the CPU, stopping with the test.</summary>
internal static class TestModel
{
    public static AttentionModel Load(string path, bool allowUnverified = false) => AttentionModel.Load(
        path,
        new ModelOptions { Device = ModelDevice.Cpu, AllowUnverified = allowUnverified },
        TestContext.Current.CancellationToken);

    public static AttentionBatch Vectors(this AttentionModel model, params int[][] sequences) =>
        model.Run(sequences, TestContext.Current.CancellationToken);

    /// <summary>The fault that loading a model raises.</summary>
    public static ModelLoadException Fault(string path) => Assert.Throws<ModelLoadException>(() => Load(path));
}
