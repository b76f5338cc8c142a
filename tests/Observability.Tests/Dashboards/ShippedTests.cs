using System.Text.Json;
using System.Text.RegularExpressions;

namespace AttentionViz.Observability.Tests.Dashboards;

public sealed class ShippedTests(Observed observed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expressions_AllMetricsAndLabels_AreExported()
    {
        var exported = await Exported.GetAsync(observed.Probe, Token);

        Assert.Equal([], Shipped.Expressions.SelectMany(e => exported.Faults(e.Text).Select(f => $"{e.Place}: {f}")));
    }

    [Fact]
    public async Task Expressions_OneLetterOfAnyMetricOrLabelChanged_AreFoundOut()
    {
        var exported = await Exported.GetAsync(observed.Probe, Token);

        foreach (var expression in Shipped.Expressions)
        {
            foreach (var name in PromQl.Read(expression.Text).SelectMany(m => m.Labels.Append(m.Metric)).Distinct())
            {
                var wrong = Regex.Replace(expression.Text, $@"\b{name}\b", name + "x");
                Assert.True(exported.Faults(wrong).Count > 0, $"{expression.Place}: {name}x is taken for right");
            }
        }
    }

    [Fact]
    public void Expressions_OfDashboardAndRules_AreMany()
    {
        // A file that is read wrongly must not pass for one without faults.
        Assert.InRange(Shipped.Expressions.Count, 30, 200);
        Assert.All(Shipped.Expressions, e => Assert.NotEmpty(PromQl.Read(e.Text)));
    }

    [Fact]
    public void Alerts_All_SayWhatIsWrongAndWhatToDo()
    {
        Assert.All(Shipped.Alerts, alert =>
        {
            Assert.Contains(alert.Labels["severity"], new[] { "critical", "warning", "info" });
            Assert.InRange(alert.Annotations["summary"].Length, 10, 120);
            Assert.InRange(alert.Annotations["description"].Length, 80, 1000);
        });
        Assert.Equal(Shipped.Alerts.Count, Shipped.Alerts.Select(a => a.Alert).Distinct().Count());
    }

    [Fact]
    public void Dashboard_Panels_HaveTitlesUnitsAndOwnPlaces()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Shipped.Dashboard));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.Select(p => p.GetProperty("gridPos")).SelectMany(g =>
            from x in Enumerable.Range(g.GetProperty("x").GetInt32(), g.GetProperty("w").GetInt32())
            from y in Enumerable.Range(g.GetProperty("y").GetInt32(), g.GetProperty("h").GetInt32())
            select (x, y)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, c => Assert.InRange(c.x, 0, 23));
        Assert.All(panels.Where(p => p.GetProperty("type").GetString() != "row"), p => Assert.NotEmpty(p.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!));
    }
}
