using AttentionViz.Cli.Local;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Models.Hub;

namespace AttentionViz.Cli.Models;

/// <summary>Brings models of the hub to this machine, telling on standard error how far it is.</summary>
internal static class HubFetch
{
    /// <summary>What MODEL arguments may be, for help texts.</summary>
    public const string SourceHelp = "hf:owner/name[@revision][/subfolder] of the Hugging Face hub";

    /// <summary>A path as it is; a model of the hub as the folder it was downloaded to.</summary>
    /// <exception cref="HubException">The hub does not give it.</exception>
    public static async Task<string> PathOfAsync(Terminal terminal, string source, CancellationToken cancellationToken) =>
        HubSource.IsHub(source) ? (await ModelAsync(terminal, source, maxBytes: null, cancellationToken)).Folder : source;

    /// <param name="maxBytes">Largest sum of its files; null = the usual limit.</param>
    /// <exception cref="HubException">The hub does not give it.</exception>
    public static async Task<HubModel> ModelAsync(Terminal terminal, string source, long? maxBytes, CancellationToken cancellationToken)
    {
        var parsed = HubSource.Parse(source);
        var options = HubOptions.FromEnvironment(terminal.Variables);
        if (maxBytes is { } most) options = options with { MaxBytes = most };
        using var hub = new ModelHub(options, terminal.Clock);
        var log = new StageLog(terminal.Error, terminal.Clock);
        return await hub.FetchAsync(parsed, Tell, cancellationToken);

        void Tell(HubProgress progress)
        {
            if (progress.File is null) terminal.Error.WriteLine("waiting for another process that downloads the same model ...");
            else log.Report(progress.File, progress.Total is > 0 and var total ? (double)progress.Done / total : double.Epsilon);
        }
    }
}
