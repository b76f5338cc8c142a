using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class StartTests
{
    private static readonly string Key = ApiKeyText.Create();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public void Start_PublicAddressAndNoKeys_IsRefusedWithTheRemedy(string address)
    {
        var said = Refusal(new() { ["Gateway:Address"] = address });
        foreach (var remedy in new[] { "Gateway:Auth:ApiKeys", "attentionviz keys create", "Gateway:Auth:Jwt", "127.0.0.1", "Gateway:AllowAnonymous", "--allow-anonymous" })
            Assert.Contains(remedy, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("::1", false, false)]
    [InlineData("0.0.0.0", true, false)]
    [InlineData("0.0.0.0", false, true)]
    public void Start_LoopbackOrKeysOrFlag_IsAllowed(string address, bool key, bool anonymous)
    {
        var settings = new Dictionary<string, string?> { ["Gateway:Address"] = address, ["Gateway:AllowAnonymous"] = $"{anonymous}" };
        if (key) foreach (var (name, value) in KeySettings()) settings[name] = value;
        Assert.Null(Refusal(settings));
    }

    [Theory]
    [InlineData("Gateway:Auth:ApiKeys:0:Scope", "WRITE", "READ, SUBMIT or ADMIN")]
    [InlineData("Gateway:Auth:ApiKeys:0:Scope", "3", "READ, SUBMIT or ADMIN", false)]
    [InlineData("Gateway:Auth:ApiKeys:0:Tenant", "", "Tenant has 0 characters")]
    [InlineData("Gateway:Auth:ApiKeys:0:Name", "", "Name is empty")]
    [InlineData("Gateway:Auth:ApiKeys:0:Hash", "abc", "64 hex digits")]
    [InlineData("Gateway:AllowAnonymous", "true", "leave out one")]
    [InlineData("Gateway:Auth:Jwt:Authority", "http://login.example", "Authority is")]
    [InlineData("Gateway:Auth:Jwt:Authority", "https://login.example", "Audience is empty")]
    [InlineData("Gateway:Auth:Jwt:KeysFile", "/nowhere/keys.json", "KeysFile cannot be used: it is not there")]
    [InlineData("Gateway:Limits:UnfinishedJobs", "-1", "UnfinishedJobs is -1")]
    [InlineData("Gateway:Quotas:Burst", "0", "Burst is 0")]
    [InlineData("Gateway:TenantQuotas:lab:Tokens", "-5", "Gateway:TenantQuotas:lab:Tokens is -5")]
    public void Start_BadSetting_IsRefusedWithTheRemedy(string name, string value, string says, bool refused = true)
    {
        var settings = KeySettings();
        settings[name] = value;
        var said = Refusal(settings);
        if (refused) Assert.Contains(says, said, StringComparison.Ordinal);
        else Assert.Null(said);
    }

    [Fact]
    public void Start_KeyInsteadOfItsHash_IsRefusedWithoutRepeatingIt()
    {
        var settings = KeySettings();
        settings["Gateway:Auth:ApiKeys:0:Hash"] = Key;
        var said = Refusal(settings);
        Assert.Contains("is a key, not the hash", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OneKeyTwice_IsRefused()
    {
        var settings = KeySettings();
        foreach (var (name, value) in KeySettings()) settings[name.Replace(":0:", ":1:", StringComparison.Ordinal)] = value;
        settings["Gateway:Auth:ApiKeys:1:Name"] = "again";
        Assert.Contains("one hash for 'one' and 'again'", Refusal(settings), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> KeySettings() => new()
    {
        ["Gateway:Auth:ApiKeys:0:Name"] = "one",
        ["Gateway:Auth:ApiKeys:0:Tenant"] = "lab",
        ["Gateway:Auth:ApiKeys:0:Scope"] = "ADMIN",
        ["Gateway:Auth:ApiKeys:0:Hash"] = ApiKeyText.HashOf(Key),
    };

    /// <summary>What the gateway says when it is built; null when it does not mind.</summary>
    private static string? Refusal(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings) { ["Store:Redis"] = "127.0.0.1:1" });
        builder.AddPipeline();
        builder.AddGateway();
        try
        {
            using var app = builder.Build() as IDisposable;
            return null;
        }
        catch (OptionsValidationException e)
        {
            return e.Message;
        }
    }
}
