using AttentionViz.Faults.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Every test has real processes compete for the processor, and most share a deployment that they break.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SharedDeployment))]
