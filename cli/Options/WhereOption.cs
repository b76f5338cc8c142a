using System.CommandLine;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>Conditions on the metadata of sequences, written FIELD=VALUE.</summary>
internal static class WhereOption
{
    public static Option<string[]> Create()
    {
        var option = new Option<string[]>("--where")
        {
            Description = "Only sequences whose metadata field (or id) is this, FIELD=VALUE; can be given again, and all must hold.",
            HelpName = "FIELD=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--where: '{token.Value}' cannot be read; give FIELD=VALUE");
        });
        return option;
    }

    public static IEnumerable<MetadataFilter> Read(string[]? given) =>
        (given ?? []).Select(text => text.Split('=', 2)).Select(parts => new MetadataFilter { Field = parts[0], Equals_ = parts[1] });
}
