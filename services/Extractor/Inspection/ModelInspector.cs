using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Inspection;

/// <summary>Says what attention a model holds, without a server.</summary>
public static class ModelInspector
{
    /// <param name="path">A model folder or an .onnx file.</param>
    /// <exception cref="ModelLoadException">
    /// <see cref="ModelFault.NoAttention"/>: it loads but has none; any other fault: it cannot be loaded.
    /// Layers that could not be proved are reported, not refused.
    /// </exception>
    public static InspectionReport Inspect(string path, CancellationToken ct = default)
    {
        using var model = AttentionModel.Load(path, new ModelOptions { Device = ModelDevice.Cpu, AllowUnverified = true }, ct);
        return InspectionReport.From(model.Descriptor);
    }
}
