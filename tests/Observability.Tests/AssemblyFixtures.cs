using AttentionViz.Observability.Tests;

// One set of services for all: what they export is looked at from many sides.
[assembly: AssemblyFixture(typeof(Observed))]
