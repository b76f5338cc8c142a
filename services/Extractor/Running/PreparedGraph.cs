using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Onnx.Rewriting;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// A graph with its attention found: bodies put in their place, fused operators taken apart, integers
/// given their real numbers. The same file always gives the same names, so that tensors found in one
/// reading can be asked of another; a plain <see cref="OnnxFile"/> lacks them.
/// </summary>
internal sealed record PreparedGraph(OnnxFile Source, AttentionFindings Found)
{
    /// <param name="device">"cpu" or "cuda".</param>
    /// <exception cref="ModelLoadException">The file is no model.</exception>
    public static PreparedGraph Read(string path, string device)
    {
        var source = OnnxFile.Read(path);
        GraphCheck.Check(source.Model.Graph, path);
        var widened = device == "cpu" && BFloat16Widening.Apply(source.Model, source.Folder);
        try
        {
            var found = AttentionFinder.Find(source.Model);
            return new PreparedGraph(source, !widened ? found : found with
            {
                Notes = ["bfloat16 is computed as float32, for which the processor has kernels", .. found.Notes],
            });
        }
        catch (ArgumentOutOfRangeException e)
        {
            // Only a node that lacks an input or output its operator requires is indexed out of range.
            throw new ModelLoadException(ModelFault.Unreadable, $"{path} holds a node without its required inputs; export the model again", e);
        }
    }
}
