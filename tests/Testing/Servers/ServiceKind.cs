namespace AttentionViz.Testing.Servers;

public enum ServiceKind
{
    Gateway,
    Extractor,
    Projector,
}
