using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>Settings that are read and checked at start, all faults of all of them told at once, each by the name it is set by.</summary>
public static class Settings
{
    /// <param name="section">Section of the configuration, which several types may share; in the environment "Section__Name".</param>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section) where TOptions : class
    {
        services.AddSingleton(new SettingsSection(section, typeof(TOptions)));
        // What cannot be read is left out here and told by the check: reading would stop at the first such value.
        services.AddOptions<TOptions>().Configure<IConfiguration>((options, all) => SettingValues.Readable(all.GetSection(section), typeof(TOptions)).Bind(options)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>>(
            s => new SettingsCheck<TOptions>(s.GetRequiredService<IConfiguration>().GetSection(section), s.GetServices<SettingsSection>()));
    }

    /// <summary>The faults that made a host refuse to start, one a setting; null where it was something else.</summary>
    public static IReadOnlyList<string>? FaultsOf(Exception e) => e switch
    {
        OptionsValidationException faults => [.. faults.Failures.Distinct()],
        AggregateException all when all.InnerExceptions.All(i => FaultsOf(i) is not null) => [.. all.InnerExceptions.SelectMany(i => FaultsOf(i)!).Distinct()],
        _ => null,
    };
}

/// <summary>A section and the type whose properties are its settings.</summary>
public sealed record SettingsSection(string Path, Type Type);
