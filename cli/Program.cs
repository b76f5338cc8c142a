using AttentionViz.Cli.Running;

return await Tool.RunAsync(args, Terminal.Attached(TimeProvider.System));
