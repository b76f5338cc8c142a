using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AttentionViz.Cli.Options;

/// <summary>Options that hold numbers within bounds; what is outside is refused with the option, the value and the remedy.</summary>
internal static class Ranged
{
    public static Option<int?> Whole(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Token(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Refuse<int>(result, name, $"give a whole number from {least} to {most}"),
    };

    public static Option<double?> Real(string name, string description, double least, double most) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => double.TryParse(Token(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Refuse<double>(result, name, $"give a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}"),
    };

    public static Option<ulong?> Seed() => new("--seed")
    {
        Description = "Seed of every random choice, from 0; the same seed gives the same bytes. Default 0.",
        HelpName = "N",
        CustomParser = result => ulong.TryParse(Token(result), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : Refuse<ulong>(result, "--seed", "give a whole number from 0"),
    };

    /// <summary>A word of a fixed list.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !words.Contains(t.Value, StringComparer.Ordinal)))
                result.AddError($"{name}: '{token.Value}' is not known; give one of {string.Join(", ", words)}");
        });
        return option;
    }

    private static string Token(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T? Refuse<T>(ArgumentResult result, string name, string remedy)
        where T : struct
    {
        result.AddError($"{name}: '{Token(result)}' cannot be used; {remedy}");
        return null;
    }
}
