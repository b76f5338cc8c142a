using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class EdgeScheduleTests
{
    [Fact]
    public void Take_AllEpochs_VisitsEachEdgeInProportionToItsStrength()
    {
        const int Epochs = 200;
        var graph = FuzzyGraph.Build(NearestNeighbours.Find(TestData.Normal(150 * 6, 1), 6, 14), 14);
        var schedule = new EdgeSchedule(graph, Epochs, 1);
        Assert.Equal(Enumerable.Range(0, graph.Count), schedule.Order.Order());
        var visits = new Dictionary<(int, int), int>();
        var due = new int[8];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            for (var p = 0; p < graph.Count; p++)
            {
                var edge = schedule.RowStarts[p];
                while (edge < schedule.RowStarts[p + 1])
                {
                    var taken = schedule.Take(ref edge, schedule.RowStarts[p + 1], epoch, due);
                    foreach (var target in due.AsSpan(0, taken))
                        visits[(schedule.Order[p], schedule.Order[target])] = visits.GetValueOrDefault((schedule.Order[p], schedule.Order[target])) + 1;
                }
            }
        }

        var strongest = graph.Values.Max();
        for (var i = 0; i < graph.Count; i++)
        {
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                Assert.InRange(Epochs * graph.Values[e] / strongest - visits.GetValueOrDefault((i, graph.Columns[e])), -0.1, 1.1);
        }
    }
}
