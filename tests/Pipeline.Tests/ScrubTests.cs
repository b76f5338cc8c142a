using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Pipeline.Tests;

public sealed class ScrubTests
{
    [Theory]
    [InlineData("/home/a/models/bert/model.onnx ends too early", "model.onnx ends too early")]
    [InlineData("Could not find file '/tmp/x/y.json'.", "Could not find file 'y.json'.")]
    [InlineData("in /var/lib/: nothing", "in lib: nothing")]
    [InlineData(@"C:\Users\a\model.onnx is gone", "model.onnx is gone")]
    [InlineData("file:///home/a/b.txt", "b.txt")]
    [InlineData("connect to redis:6379,password=hunter2,ssl=true", "connect to redis:6379,password=***,ssl=true")]
    [InlineData("amqp://user:hunter2@rabbitmq:5672/", "amqp://***@rabbitmq:5672/")]
    [InlineData("authorization: Bearer abc.def", "authorization: Bearer ***")]
    [InlineData("key avz_AAAAAAAAAAAAAAAAAAAAAAAA is wrong", "key avz_*** is wrong")]
    [InlineData("token eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "token ***")]
    public void Text_PathOrSecret_IsTakenOut(string text, string expected) => Assert.Equal(expected, Scrub.Text(text));

    [Theory]
    [InlineData("GET http://127.0.0.1:5051/v1/jobs/abc answered 200 in 3 ms")]
    [InlineData("/attentionviz.v1.JobService/GetJob failed")]
    [InlineData("9/10 heads and/or maps of L1 H2")]
    [InlineData("")]
    public void Text_NeitherPathNorSecret_Stays(string text) => Assert.Equal(text, Scrub.Text(text));

    [Fact]
    public void Describe_ExceptionWithCause_NamesBothInOneLineWithoutTrace()
    {
        try
        {
            try
            {
                throw new IOException("no /home/a/model.onnx");
            }
            catch (IOException e)
            {
                throw new InvalidOperationException("while\nloading", e);
            }
        }
        catch (InvalidOperationException e)
        {
            var text = Scrub.Describe(e);
            Assert.StartsWith("InvalidOperationException (in ScrubTests.", text, StringComparison.Ordinal);
            Assert.Contains("while loading <- IOException", text, StringComparison.Ordinal);
            Assert.EndsWith("no model.onnx", text, StringComparison.Ordinal);
        }
    }
}
