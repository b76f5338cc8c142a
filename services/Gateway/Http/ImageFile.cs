using AttentionViz.Gateway.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Http;

/// <summary>GetImage's picture by itself, for a page's img element.</summary>
internal static class ImageFile
{
    public const string Route = "/v1/jobs/{job_id}/sequences/{sequence_index:long}/image.png";

    public static Task WriteAsync(HttpContext context, HttpCalls calls, ImageReader images, CopyCheck copies) => calls.RunAsync(context, async () =>
    {
        var request = new GetImageRequest
        {
            JobId = $"{context.Request.RouteValues["job_id"]}",
            SequenceIndex = long.Parse($"{context.Request.RouteValues["sequence_index"]}", System.Globalization.CultureInfo.InvariantCulture),
        };
        if (await copies.IsCopyAsync(context, request.JobId, Route, request)) return;
        var image = await images.ReadAsync(request);
        context.Response.ContentType = "image/png";
        context.Response.ContentLength = image.Png.Length;
        await context.Response.Body.WriteAsync(image.Png.Memory, context.RequestAborted);
    });
}
