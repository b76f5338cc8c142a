// Every test has real processes compete for the processor, and most share a deployment that they break.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
