namespace AttentionViz.Extractor.Attention;

/// <summary>The tensors that solving and proving a site reads.</summary>
internal static class SiteTensors
{
    public static IEnumerable<string> Of(AttentionSite site)
    {
        var operands = new[] { site.Query, site.Key, site.Value, site.Context }.OfType<Operand>();
        var candidates = operands.SelectMany(o => o.Candidates).ToList();
        return operands.Select(o => o.Tensor)
            .Concat(candidates.Select(c => c.Tensor))
            .Concat(candidates.SelectMany(c => c.Factors).Select(f => f.Tensor))
            .Concat(site.Steps.SelectMany(Of))
            .Concat(new[] { site.Probabilities, site.Fused?.Padding, site.Fused?.Bias, site.Sink?.Tensor }.OfType<string>());
    }

    private static IEnumerable<string> Of(LogitStep step) => step switch
    {
        AddStep add => [step.Output, add.Tensor],
        FactorStep factor => [step.Output, factor.Factor.Tensor],
        WhereStep where => [step.Output, where.Condition, where.Fill],
        BoundStep bound => new[] { bound.Low, bound.High }.OfType<string>(),
        RoundStep { ZeroPoint: { } zero } round => [round.Scale, zero],
        RoundStep round => [round.Scale],
        _ => [],
    };
}
