using Spectre.Console;

namespace AttentionViz.Cli.Running;

/// <summary>Where a run writes and what time it is: the process's own streams, or those of a test.</summary>
internal sealed class Terminal
{
    /// <summary>Tables must not be folded when they go to a file or a pipe, which have no width.</summary>
    private const int RedirectedWidth = 160;

    public Terminal(TextWriter output, TextWriter error, bool interactive, TimeProvider clock)
    {
        (Out, Error, Interactive, Clock) = (TextWriter.Synchronized(output), TextWriter.Synchronized(error), interactive, clock);
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(interactive ? output : Out),
        });
        if (!interactive) Console.Profile.Width = RedirectedWidth;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Standard output is a screen on which lines can be drawn again.</summary>
    public bool Interactive { get; }

    public TimeProvider Clock { get; }

    /// <summary>Looks an environment variable up.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Tables and progress, on <see cref="Out"/>.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>The streams of this process.</summary>
    public static Terminal Attached(TimeProvider clock) =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, clock);
}
