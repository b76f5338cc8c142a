namespace AttentionViz.Observability.Tests.Dashboards;

public sealed class PromQlTests
{
    [Theory]
    [InlineData("up", "up")]
    [InlineData("rate(a_total[5m])", "a_total")]
    [InlineData("sum by (x) (rate(a_total{y=~\"b_total|c\", z!='d'}[$__rate_interval])) / on (x) group_left sum(c:d)", "a_total{x,y,z} c:d{x}")]
    [InlineData("sum(rate(a[5m])) by (x, y)", "a{x,y}")]
    [InlineData("histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m] offset 1h))) > 1e3", "a_bucket{le}")]
    [InlineData("a unless b # or c", "a b")]
    [InlineData("absent(up{job=\"x\"} == 1) and time() > 3", "up{job}")]
    public void Read_Expression_FindsMetricsAndLabels(string expression, string expected) => Assert.Equal(
        expected, string.Join(' ', PromQl.Read(expression).Select(m => m.Labels.Count == 0 ? m.Metric : $"{m.Metric}{{{string.Join(',', m.Labels.Order(StringComparer.Ordinal))}}}")));
}
