using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Condition = AttentionViz.V1.MetadataFilter.ConditionOneofCase;
using Kind = AttentionViz.V1.MetadataValue.ValueOneofCase;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>A filter on sequences, made ready to be asked many times.</summary>
internal sealed class MetadataCondition
{
    /// <summary>The field that every sequence of any corpus may have.</summary>
    public const string Id = "id";

    private readonly string _field;
    private readonly HashSet<string> _texts;
    private readonly HashSet<double> _numbers;
    private readonly NumberRange? _range;

    public MetadataCondition(MetadataFilter filter)
    {
        IEnumerable<string> values = filter.ConditionCase switch
        {
            Condition.Equals_ => [filter.Equals_],
            Condition.AnyOf => filter.AnyOf.Values,
            _ => [],
        };
        (_field, _range) = (filter.Field, filter.Range);
        _texts = new HashSet<string>(values, StringComparer.Ordinal);
        _numbers = [.. _texts.Select(Number).OfType<double>()];
    }

    public bool Holds(SequenceInfo sequence)
    {
        if (_field == Id) return sequence.Id.Length > 0 && _texts.Contains(sequence.Id);
        if (!sequence.Metadata.TryGetValue(_field, out var value)) return false;
        if (value.ValueCase == Kind.Text) return _texts.Contains(value.Text);
        return _range is null ? _numbers.Contains(value.Number) : value.Number >= Least(_range) && value.Number <= Most(_range);
    }

    /// <summary>Adds what is wrong with the filters, whatever the corpus.</summary>
    public static void Check(IReadOnlyList<MetadataFilter> filters, Violations violations)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            var (filter, path) = (filters[i], $"filters[{i}]");
            switch (filter.ConditionCase)
            {
                case Condition.None:
                    violations.Add(path, "has no condition; give equals, any_of or range");
                    break;
                case Condition.AnyOf:
                    violations.Require(filter.AnyOf.Values.Count > 0, $"{path}.any_of.values", "is empty; give one text or more");
                    break;
                case Condition.Range:
                    CheckRange(filter, $"{path}.range", violations);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Adds the fields that no sequence of the corpus has.</summary>
    public static void CheckFields(IReadOnlyList<MetadataFilter> filters, Corpus corpus, Violations violations)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            var field = filters[i].Field;
            violations.Require(
                field == Id || corpus.MetadataFields.Contains(field), $"filters[{i}].field",
                $"is {Fault.Quote(field)}; give {Id}{(corpus.MetadataFields.Count == 0 ? ", for the corpus has no metadata" : $", {Names(corpus)}")}");
        }
    }

    private static void CheckRange(MetadataFilter filter, string path, Violations violations)
    {
        var range = filter.Range;
        violations.Require(filter.Field != Id, path, "is on id, which is text; give equals or any_of");
        violations.Require(range.HasMinimum || range.HasMaximum, path, "has no end; give minimum, maximum or both");
        var (least, most) = (Least(range), Most(range));
        violations.Require(least <= most, path, string.Create(CultureInfo.InvariantCulture, $"is {least} to {most}; give a minimum that is not above the maximum"));
    }

    private static string Names(Corpus corpus)
    {
        const int most = 20;
        var names = string.Join(", ", corpus.MetadataFields.Take(most).Select(Fault.Quote));
        return corpus.MetadataFields.Count > most ? $"{names} or one of {corpus.MetadataFields.Count - most} more that GetAtlas tells" : names;
    }

    private static double Least(NumberRange range) => range.HasMinimum ? range.Minimum : double.NegativeInfinity;

    private static double Most(NumberRange range) => range.HasMaximum ? range.Maximum : double.PositiveInfinity;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
