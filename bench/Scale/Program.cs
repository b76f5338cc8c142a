using System.CommandLine;
using AttentionViz.Bench.Scale;

var command = new RootCommand("One job on real servers and separate processes: time with one worker and two, memory, store and traffic as the corpus grows.");
Commands.AddMeasurement(command);
command.Subcommands.Add(Commands.Report());
command.Subcommands.Add(Commands.Contention());
command.Subcommands.Add(Commands.Statistics());
command.Subcommands.Add(Commands.Estimate());
return await command.Parse(args).InvokeAsync();
