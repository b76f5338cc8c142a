using AttentionViz.Gateway.Tests.Fixtures;

// Starting a store and a server takes longer than most tests: one of each for all, who keep to their own jobs and corpora.
[assembly: AssemblyFixture(typeof(GatewayHost))]
