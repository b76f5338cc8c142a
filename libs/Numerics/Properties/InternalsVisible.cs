using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("AttentionViz.Numerics.Tests")]
