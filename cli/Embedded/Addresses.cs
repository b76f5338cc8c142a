using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Embedded;

/// <summary>Tells where clients connect.</summary>
internal static class Addresses
{
    public static void Show(Terminal terminal, EmbeddedHost host)
    {
        terminal.Out.WriteLine("The gateway is up:");
        terminal.Out.WriteLine($"  gRPC                {host.Grpc.Authority}");
        terminal.Out.WriteLine($"  browser, gRPC-Web   {host.Web}");
        terminal.Out.WriteLine($"  this tool           attentionviz jobs --gateway {host.Grpc.GetLeftPart(UriPartial.Authority)}");
    }
}
