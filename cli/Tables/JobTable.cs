using System.Globalization;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>Jobs, a row each.</summary>
internal static class JobTable
{
    public static Table Of(IEnumerable<Job> jobs)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("job", "state", "model", "created (UTC)", "progress", "labels");
        foreach (var job in jobs)
        {
            var created = job.CreateTime?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
            var labels = job.Spec.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
            string[] cells = [job.JobId, Words.Of(job.State), job.Spec.ModelId, created, Progress(job), string.Join(' ', labels)];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static string Progress(Job job)
    {
        if (job.State == JobState.Failed) return job.Failure?.Message ?? "";
        if (job.Stages.Count == 0) return "";
        var stage = job.Stages[^1];
        var skipped = job.SkippedSequences > 0 ? $", {SkippedText.Count(job.SkippedSequences)}" : "";
        return $"{StageText.Name(stage.Stage)} {StageText.Number(stage.Done)} / {StageText.Number(stage.Total)}{skipped}";
    }
}
