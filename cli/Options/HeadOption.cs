using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>One head, written L1H0 or 1.0.</summary>
internal static partial class HeadOption
{
    public static Option<HeadRef?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HEAD",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Pattern().Match(text) is { Success: true } m) return new HeadRef { Layer = Number(m.Groups[1]), Head = Number(m.Groups[2]) };
            result.AddError($"{name}: '{text}' cannot be read; give a head as L1H0 or 1.0");
            return null;
        },
    };

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^L?([0-9]{1,4})(?: ?H|\.)([0-9]{1,4})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
