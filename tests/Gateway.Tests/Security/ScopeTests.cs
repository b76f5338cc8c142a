using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Routing;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class ScopeTests : IAsyncLifetime
{
    /// <summary>Written down again, so that a slip in the declarations shows.</summary>
    private static readonly string[] Submits =
        ["UploadCorpus", "DeleteCorpus", "SubmitJob", "CancelJob", "ExtendJob", "DeleteJob"];

    private KeyedHost _keyed = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _keyed = await KeyedHost.StartAsync();

    public ValueTask DisposeAsync() => _keyed.DisposeAsync();

    [Fact]
    public void Declarations_EveryMethodOfTheContract_SaysItsScope()
    {
        foreach (var method in Contract.Methods)
        {
            var rule = MethodRules.Find(Contract.NameOf(method));
            Assert.True(rule is not null, $"{Contract.NameOf(method)} declares no scope in MethodRules");
            Assert.Equal(Submits.Contains(method.Name) ? Scope.Submit : Scope.Read, rule.Scope);
        }
    }

    [Fact]
    public void Declarations_EveryEndpoint_SaysItsScope()
    {
        foreach (var endpoint in _keyed.Host.Get<EndpointDataSource>().Endpoints)
        {
            var method = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>();
            if (method is null && HttpGate.IsGrpc(endpoint)) continue;
            var rule = method is null ? endpoint.Metadata.GetMetadata<MethodRule>() : MethodRules.Find(method.Method.FullName);
            Assert.True(rule is not null, $"{endpoint.DisplayName} declares no scope");
        }
    }

    [Fact]
    public void Find_MethodNobodyDeclared_IsOpenToNobody() => Assert.Null(MethodRules.Find("/attentionviz.v1.JobService/Forgotten"));

    [Fact]
    public async Task EveryMethod_NoKey_IsUnauthenticated()
    {
        foreach (var method in Contract.Methods)
        {
            var e = await Contract.CallAsync(_keyed.Host.Channel.CreateCallInvoker(), method, Empty(method), Token);
            // A service that this build lacks has nothing to guard.
            Assert.True(e?.StatusCode is StatusCode.Unauthenticated || e?.Status.Detail == "Service is unimplemented.", $"{Contract.NameOf(method)}: {e?.Status}");
        }
    }

    [Fact]
    public async Task EveryMethod_KeyThatReads_IsRefusedWhereItWouldChange()
    {
        foreach (var method in Contract.Methods)
        {
            var e = await Contract.CallAsync(_keyed.As(KeyedHost.AliceReads), method, Empty(method), Token);
            Assert.True(Submits.Contains(method.Name) == (e?.StatusCode == StatusCode.PermissionDenied), $"{Contract.NameOf(method)}: {e?.Status}");
        }

        await Faults.AssertAsync(
            async () => await new JobService.JobServiceClient(_keyed.As(KeyedHost.AliceReads)).SubmitJobAsync(Calls.Submission(), cancellationToken: Token),
            StatusCode.PermissionDenied, "SCOPE_TOO_NARROW", "SUBMIT", "READ");
    }

    [Fact]
    public async Task EveryMethod_KeyThatSubmits_IsLetIn()
    {
        foreach (var method in Contract.Methods)
        {
            var e = await Contract.CallAsync(_keyed.As(KeyedHost.Alice), method, Empty(method), Token);
            Assert.False(e?.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated, $"{Contract.NameOf(method)}: {e?.Status}");
        }
    }

    [Fact]
    public async Task Health_NoKey_Answers()
    {
        var answer = await new Health.HealthClient(_keyed.Host.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Token);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Reflection_NoKey_IsUnauthenticated()
    {
        using var call = new global::Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(_keyed.Host.Channel).ServerReflectionInfo(cancellationToken: Token);
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    private static IMessage Empty(MethodDescriptor method) => method.InputType.Parser.ParseFrom(ByteString.Empty);
}
