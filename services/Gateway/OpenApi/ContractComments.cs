using AttentionViz.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.OpenApi;

/// <summary>The comments of the protos, by full name; generated code does not have them, the descriptor set beside it does.</summary>
internal sealed class ContractComments
{
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);

    public ContractComments()
    {
        using var set = typeof(Job).Assembly.GetManifestResourceStream("attentionviz.v1.protoset") ?? throw new InvalidOperationException("the contract's assembly has no descriptor set");
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(set).File) Read(file);
    }

    /// <summary>Lines of a paragraph joined; empty where there is no comment.</summary>
    public string Of(IDescriptor what) => _byName.GetValueOrDefault(what.FullName, "");

    private void Read(FileDescriptorProto file)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < file.MessageType.Count; i++) AddMessage(file.MessageType[i], file.Package, $"4,{i}", names);
        for (var i = 0; i < file.EnumType.Count; i++) AddEnum(file.EnumType[i], file.Package, $"5,{i}", names);
        for (var i = 0; i < file.Service.Count; i++)
        {
            var service = $"{file.Package}.{file.Service[i].Name}";
            names[$"6,{i}"] = service;
            for (var m = 0; m < file.Service[i].Method.Count; m++) names[$"6,{i},2,{m}"] = $"{service}.{file.Service[i].Method[m].Name}";
        }

        foreach (var location in file.SourceCodeInfo.Location)
        {
            if (location.HasLeadingComments && names.TryGetValue(Key(location.Path), out var name)) _byName[name] = Text(location.LeadingComments);
        }
    }

    // Paths are numbers of fields and places in them, from FileDescriptorProto down.
    private static void AddMessage(DescriptorProto message, string scope, string path, Dictionary<string, string> names)
    {
        var name = $"{scope}.{message.Name}";
        names[path] = name;
        for (var i = 0; i < message.Field.Count; i++) names[$"{path},2,{i}"] = $"{name}.{message.Field[i].Name}";
        for (var i = 0; i < message.NestedType.Count; i++) AddMessage(message.NestedType[i], name, $"{path},3,{i}", names);
        for (var i = 0; i < message.EnumType.Count; i++) AddEnum(message.EnumType[i], name, $"{path},4,{i}", names);
    }

    private static void AddEnum(EnumDescriptorProto type, string scope, string path, Dictionary<string, string> names)
    {
        var name = $"{scope}.{type.Name}";
        names[path] = name;
        for (var i = 0; i < type.Value.Count; i++) names[$"{path},2,{i}"] = $"{name}.{type.Value[i].Name}";
    }

    private static string Key(RepeatedField<int> path) => string.Join(',', path);

    private static string Text(string comment) => string.Join(' ', comment.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
