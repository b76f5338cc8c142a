namespace AttentionViz.EndToEnd.Tests;

/// <summary>One platform for the classes that hold up its workers: they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPlatform : ICollectionFixture<Platform>
{
    public const string Name = "shared platform";
}
