using System.CommandLine;

namespace AttentionViz.Cli.Options;

/// <summary>Labels of jobs, written KEY=VALUE.</summary>
internal static class LabelOption
{
    public static Option<string[]> Create(string description)
    {
        var option = new Option<string[]>("--label") { Description = description, HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--label: '{token.Value}' cannot be read; give KEY=VALUE");
        });
        return option;
    }

    /// <summary>The last value given for each key.</summary>
    public static Dictionary<string, string> Read(string[]? given)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in (given ?? []).Select(text => text.Split('=', 2))) labels[parts[0]] = parts[1];
        return labels;
    }
}
