using System.Text.Json;
using AttentionViz.Extractor.Inspection;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Models;

public sealed class InspectionReportTests
{
    [Fact]
    public void ToJson_Report_HasTheAgreedKeysAndNoOthers()
    {
        using var folder = new TemporaryFolder();
        AttentionGraph.Build(new AttentionSpec { Mask = MaskKind.Add }).Save(folder.Path);

        var json = ModelInspector.Inspect(folder.Path, TestContext.Current.CancellationToken).ToJson();

        using var document = JsonDocument.Parse(json);
        var layer = document.RootElement.GetProperty("layers")[0];
        Assert.Equal(["model", "sha256", "layers", "notes"], document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["layer", "kind", "heads", "keyHeads", "headWidth", "scale", "causal", "pattern", "verifiedError"],
            layer.EnumerateObject().Select(p => p.Name));
        Assert.Equal("self", layer.GetProperty("kind").GetString());
        Assert.Equal(0.5, layer.GetProperty("scale").GetDouble());
        Assert.StartsWith("MatMul > Div scale > Add mask > Softmax > MatMul", layer.GetProperty("pattern").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', json);
    }

    [Fact]
    public void Inspect_UnprovableLayer_IsListedInTheNotes()
    {
        using var folder = new TemporaryFolder();
        var g = AttentionGraph.Build(new AttentionSpec());
        var embedding = g.Model.Graph.Initializer.First(t => t.Name == "embedding");
        embedding.RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Repeat(new byte[] { 0, 0, 0xC0, 0x7F }, embedding.RawData.Length / 4).SelectMany(b => b)]);
        g.Save(folder.Path);

        var report = ModelInspector.Inspect(folder.Path, TestContext.Current.CancellationToken);

        Assert.Null(Assert.Single(report.Layers).VerifiedError);
        Assert.Contains("layer 0", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Contains("\"verifiedError\":null", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_NoSuchModel_RaisesTheFault() =>
        Assert.Equal(ModelFault.NotFound, Assert.Throws<ModelLoadException>(
            () => ModelInspector.Inspect("/nowhere/at/all", TestContext.Current.CancellationToken)).Fault);
}
