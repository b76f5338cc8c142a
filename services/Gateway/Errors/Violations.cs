using Google.Rpc;
using FieldViolation = Google.Rpc.BadRequest.Types.FieldViolation;

namespace AttentionViz.Gateway.Errors;

/// <summary>Collects what is wrong with the fields of a request, so that a caller learns of everything at once.</summary>
internal sealed class Violations
{
    private const int MostInMessage = 8;

    private readonly List<FieldViolation> _found = [];

    /// <param name="field">Path, e.g. "spec.token_budget".</param>
    /// <param name="description">The value and the remedy, e.g. "is 0; give 1 to 200000".</param>
    public void Add(string field, string description) =>
        _found.Add(new FieldViolation { Field = field, Description = description });

    /// <summary>Adds the description unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string field, string description)
    {
        if (!holds) Add(field, description);
    }

    public void ThrowIfAny(Code code = Code.InvalidArgument, string reason = "INVALID_REQUEST")
    {
        if (_found.Count == 0) return;
        var message = string.Join("; and ", _found.Take(MostInMessage).Select(v => $"{v.Field} {v.Description}"));
        if (_found.Count > MostInMessage) message += $"; and {_found.Count - MostInMessage} more";
        throw Fault.Of(code, reason, message, _found);
    }
}
