using System.Globalization;

namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>How long a worker may be at one unit.</summary>
internal static class UnitTimes
{
    // A worker that is told to stop waits so much longer for its unit.
    private static readonly TimeSpan Putting = TimeSpan.FromMinutes(1);

    /// <summary>From the signal to stop until the worker ends by itself, at most.</summary>
    public static TimeSpan Longest(Service service, IReadOnlyDictionary<string, string> variables) =>
        TimeSpan.Parse(variables.GetValueOrDefault("Worker__UnitTimeout") ?? throw new ArgumentException($"{service} sets no Worker__UnitTimeout", nameof(variables)), CultureInfo.InvariantCulture) + Putting;
}
