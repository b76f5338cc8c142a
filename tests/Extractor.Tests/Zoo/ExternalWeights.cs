using AttentionViz.Extractor.Onnx;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Saves a model with its weights in a file of their own.</summary>
internal static class ExternalWeights
{
    public static void Move(ModelProto model, string folder, string location)
    {
        using (var file = File.Create(Path.Combine(folder, location)))
        {
            foreach (var tensor in model.Graph.Initializer.Where(t => t.RawData.Length >= 64))
            {
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{file.Position}" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.RawData.WriteTo(file);
                tensor.ClearRawData();
            }
        }

        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model.ToByteArray());
    }
}
