using System.CommandLine;
using AttentionViz.Cli.Embedded;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Models;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Models.Added;
using AttentionViz.Extractor.Models.Hub;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model")
        {
            Description = $"Id of the model: the name of its folder within --models; or {HubFetch.SourceHelp}. Default {DemoPlan.Model}.",
            HelpName = "ID",
            DefaultValueFactory = _ => DemoPlan.Model,
        };
        var corpus = CorpusOption.Create(required: false, defaults: " Default: the sample sentences that come with the tool; for image models the sample images.");
        var exit = new Option<bool>("--exit") { Description = "Stop when the job is done, with exit code 0 when it succeeded." };
        var seed = Ranged.Seed();
        var budget = Ranged.Whole("--token-budget",
            $"Tokens to draw, about: whole sequences until so many are expected, 1 to 200000. Default {DemoPlan.TokenBudget}.", 1, 200_000);
        var sequences = new SequenceOptions();
        var host = new EmbeddedOptions(terminal);
        var command = new Command("demo", "Start everything in this process, map every head of a model over a corpus, and leave the gateway up until Ctrl-C.")
        {
            model, corpus, exit, seed, budget,
        };
        sequences.AddTo(command);
        host.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = host.Read(parsed);
            var chosen = parsed.GetValue(corpus) is { } path ? CorpusOption.Check(path) : null;
            var id = parsed.GetRequiredValue(model);
            if (HubSource.IsHub(id))
            {
                var fetched = await HubFetch.ModelAsync(terminal, id, maxBytes: null, cancellationToken);
                (id, settings) = (fetched.Source.Name, settings with { Models = [Path.GetDirectoryName(fetched.Folder)!, .. settings.Models] });
            }

            RequireModel(terminal, settings, id);
            var spec = DemoPlan.Spec(id, parsed.GetValue(budget) ?? DemoPlan.TokenBudget, parsed.GetValue(seed) ?? 0);
            (spec.UnfitSequences, spec.LongSequences) = (sequences.Unfit(parsed), sequences.Long(parsed));
            terminal.Out.WriteLine($"loading the models of {string.Join(", ", settings.Models)} ...");
            await using var started = await EmbeddedHost.StartAsync(settings, cancellationToken);
            var demo = new Demo(terminal, started);
            var code = await demo.RunAsync(chosen ?? Sample(await demo.InputOfAsync(id, cancellationToken)), spec, cancellationToken);
            if (parsed.GetValue(exit) || code != ExitCode.Done) return code;
            Addresses.Show(terminal, started);
            terminal.Out.WriteLine("Ctrl-C stops it.");
            return await started.WaitAsync(cancellationToken) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static CorpusSource Sample(ModelInput input) =>
        CorpusOption.Check(ShippedFiles.SampleCorpus(input) ?? throw ToolException.Unusable("--corpus: no sample comes with this build; give a corpus"));

    private static void RequireModel(Terminal terminal, HostSettings settings, string id)
    {
        var known = settings.Models.SelectMany(folder => new ModelDirectory(folder, terminal.Clock).List()).Select(m => m.ModelId).Distinct().ToList();
        if (!known.Contains(id))
            throw ToolException.Unusable($"--model: '{id}' is not in {string.Join(", ", settings.Models)}; there are: {string.Join(", ", known)}");
    }
}
