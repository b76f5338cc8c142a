using System.Text;
using AttentionViz.Gateway.Security;

namespace AttentionViz.Gateway.OpenApi;

internal static class OpenApiRoute
{
    public const string Path = "/openapi/v1.json";

    // The contract does not change while a process runs.
    private static readonly Lazy<byte[]> Document = new(() => Encoding.UTF8.GetBytes(OpenApiDocument.Write().ToJsonString()));

    public static void MapOpenApi(this WebApplication app) => app.MapGet(Path, () => Results.Bytes(Document.Value, "application/json")).Needs(MethodRule.Open);
}
