using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>Who attends to whom in one sequence, written SEQUENCE:QUERY-KEY,QUERY-KEY.</summary>
internal static partial class PairsOption
{
    public static Option<AttentionExample?> Create() => new("--pairs")
    {
        Description = "Heads by the weight that tokens give others of one sequence, SEQUENCE:QUERY-KEY,...: a place in the corpus and positions within, as in 12:3-2,4-3.",
        HelpName = "PAIRS",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Pattern().Match(text) is { Success: true } m)
            {
                var example = new AttentionExample { SequenceIndex = Number(m.Groups[1]) };
                example.Pairs.Add(m.Groups[2].Captures.Zip(m.Groups[3].Captures, (query, key) => new TokenPair { QueryPosition = Number(query), KeyPosition = Number(key) }));
                return example;
            }

            result.AddError($"--pairs: '{text}' cannot be read; give SEQUENCE:QUERY-KEY,..., as in 12:3-2,4-3");
            return null;
        },
    };

    private static int Number(Capture digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{1,9}):(?:([0-9]{1,6})-([0-9]{1,6})(?:,(?=.)|$))+$")]
    private static partial Regex Pattern();
}
