namespace AttentionViz.Conformance.Tests.Cases;

/// <summary>Every call that the ways are compared by.</summary>
internal static class CaseTable
{
    public static IReadOnlyList<Case> All { get; } = [.. JobCases.All, .. CorpusCases.All, .. AtlasCases.All, .. ExploreCases.All, .. ServerCases.All];

    public static Case Of(string name) => All.Single(c => c.Name == name);
}
