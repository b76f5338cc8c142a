using System.CommandLine;

namespace AttentionViz.Cli.Options;

/// <summary>The job a command is about.</summary>
internal static class JobArgument
{
    public static Argument<string> Create() => new("JOB") { Description = "Id of the job, as 'submit' printed it; 'attentionviz jobs' lists them." };
}
