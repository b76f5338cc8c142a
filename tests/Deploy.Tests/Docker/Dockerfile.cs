using System.Text.RegularExpressions;

namespace AttentionViz.Deploy.Tests.Docker;

/// <summary>The stages of deploy/docker/Dockerfile.</summary>
internal sealed partial class Dockerfile
{
    private readonly Dictionary<string, Stage> _stages = [];

    private Dockerfile()
    {
    }

    public IEnumerable<Stage> Stages => _stages.Values;

    public static Dockerfile Parse(string text)
    {
        var file = new Dockerfile();
        Stage? stage = null;
        var lines = string.Join('\n', text.Split('\n').Where(l => !l.StartsWith('#'))).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');
        foreach (var words in lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 0))
        {
            if (words[0] == "FROM") file._stages[words[^1]] = stage = new Stage(words[^1], words[^3], []);
            else stage!.Steps.Add(new Step(words[0], [.. words.Skip(1)]));
        }

        return file;
    }

    /// <summary>The steps of a stage and, before them, of those that it goes on from.</summary>
    public IEnumerable<Step> Steps(string stage) => _stages.TryGetValue(stage, out var at) ? Steps(at.From).Concat(at.Steps) : [];

    public bool Has(string stage) => _stages.ContainsKey(stage);

    internal sealed record Stage(string Name, string From, List<Step> Steps);

    internal sealed record Step(string Instruction, IReadOnlyList<string> Words)
    {
        /// <summary>Of a COPY: what is taken, and where from; null = from the build's own folder.</summary>
        public (string? From, IReadOnlyList<string> Sources) Copied => Words[0].StartsWith("--from=", StringComparison.Ordinal)
            ? (Words[0]["--from=".Length..], [.. Words.Skip(1).SkipLast(1)])
            : (null, [.. Words.SkipLast(1)]);

        /// <summary>Of an ENV: names and values.</summary>
        public IReadOnlyDictionary<string, string> Variables => Variable().Matches(string.Join(' ', Words)).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value.Trim('"'));
    }

    [GeneratedRegex("""(?<name>\w+)=(?<value>"[^"]*"|\S*)""")]
    private static partial Regex Variable();
}
