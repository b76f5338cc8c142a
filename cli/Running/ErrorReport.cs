using AttentionViz.Cli.Options;
using AttentionViz.Cli.Remote;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models.Added;
using AttentionViz.Extractor.Models.Hub;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tokenization;
using AttentionViz.Pipeline.Corpora;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace AttentionViz.Cli.Running;

/// <summary>Turns what went wrong into readable lines and an exit code. Stack traces are for faults of the tool itself.</summary>
internal static class ErrorReport
{
    public static int Write(Exception error, TextWriter output)
    {
        var (code, text) = error switch
        {
            ToolException e => (e.ExitCode, e.Message),
            OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } => (ExitCode.Interrupted, "interrupted"),
            RpcException e => RpcErrorText.Of(e),
            ModelLoadException e => (e.Fault == ModelFault.NoAttention ? ExitCode.NoAttention : ExitCode.Unusable, e.Message),
            UnfitSequenceException e => (ExitCode.Unusable, $"{e.Message}; mend it or leave it out, or skip such ones with {SequenceOptions.RemedyOf(e)}"),
            TokenizerException or CorpusFormatException or HubException or ModelDirectoryException => (ExitCode.Unusable, error.Message),
            OptionsValidationException e => (ExitCode.Unusable, string.Join(Environment.NewLine + "error: ", e.Failures)),
            IOException or UnauthorizedAccessException => (ExitCode.Unusable, error.Message),
            _ => (ExitCode.Failed, $"the tool failed, which is a fault of its own: {error}"),
        };
        output.WriteLine($"error: {text}");
        return code;
    }
}
