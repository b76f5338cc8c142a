using MassTransit;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Asks for a unit of a job.</summary>
[ExcludeFromTopology]
[ExcludeFromImplementedTypes]
public interface IUnitMessage
{
    string JobId { get; }

    /// <summary>The unit may have been begun by a worker that is gone: whoever gets this does it all the same.</summary>
    bool Again { get; }

    /// <summary>The unit's name, as <see cref="Jobs.JobUnit"/> gives it.</summary>
    string UnitName();

    /// <summary>The same message with <see cref="Again"/>; an object, so that the bus goes by the type it is.</summary>
    object AskAgain();
}
