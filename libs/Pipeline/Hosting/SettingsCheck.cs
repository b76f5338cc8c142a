using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>Every fault of a section: names that mean nothing, values that cannot be read, values out of range.</summary>
/// <param name="sections">All sections there are.</param>
internal sealed class SettingsCheck<TOptions>(IConfigurationSection section, IEnumerable<SettingsSection> sections) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        List<string> faults = [.. Unknown(), .. SettingValues.Faults(section, typeof(TOptions)).Select(f => f.Fault), .. OutOfRange(options)];
        if (options is IValidatableObject self) faults.AddRange(self.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>A name that was mistyped would otherwise leave its setting at the default without a word.</summary>
    private IEnumerable<string> Unknown()
    {
        Type[] types = [.. sections.Where(s => s.Path == section.Path).Select(s => s.Type)];
        foreach (var child in section.GetChildren())
        {
            if (types.Any(t => SettingValues.Property(t, child.Key) is not null) || sections.Any(s => IsIn(s.Path, child.Path))) continue;
            var known = types.SelectMany(t => t.GetProperties()).Where(SettingValues.IsSetting).Select(p => p.Name).Order(StringComparer.Ordinal);
            yield return $"{child.Path} is no setting; those of {section.Path} are {string.Join(", ", known)}";
        }
    }

    private IEnumerable<string> OutOfRange(TOptions options) =>
        from property in typeof(TOptions).GetProperties()
        let value = property.GetValue(options)
        from rule in property.GetCustomAttributes<ValidationAttribute>()
        where !rule.IsValid(value)
        select $"{section.Path}:{property.Name} is {Text(value)}; {Remedy(rule)}";

    private static bool IsIn(string path, string outer) =>
        path.Equals(outer, StringComparison.OrdinalIgnoreCase) || path.StartsWith($"{outer}:", StringComparison.OrdinalIgnoreCase);

    private static string Text(object? value) => value is string or null ? $"'{value}'" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Remedy(ValidationAttribute rule) => rule is RangeAttribute range ? $"give {range.Minimum} to {range.Maximum}" : "it must be set";
}
