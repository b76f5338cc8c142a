using AttentionViz.Conformance.Tests;

[assembly: AssemblyFixture(typeof(World))]
// Lists of jobs and corpora are compared: nobody else may make any meanwhile.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
