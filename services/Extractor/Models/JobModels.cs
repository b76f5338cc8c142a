using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Extractor.Models;

/// <summary>The model of a job, as this machine has it.</summary>
public sealed class JobModels(ModelLibrary library, ModelHost host)
{
    /// <summary>The job's model; dispose it after use.</summary>
    /// <exception cref="JobFaultException">It is not here, cannot be loaded, has changed since submission, or is unproved.</exception>
    public async Task<LoadedModel> GetAsync(JobRecord job, CancellationToken cancellationToken)
    {
        var entry = library.Find(job.Spec.ModelId)
            ?? throw Fault("MODEL_GONE", $"model '{job.Spec.ModelId}' is no longer on the extractor; put it back and submit again");
        LoadedModel loaded;
        try
        {
            loaded = await host.GetAsync(entry, cancellationToken);
        }
        catch (ModelLoadException e)
        {
            throw Fault("MODEL_UNUSABLE", e.Message);
        }

        var model = loaded.Model.Descriptor;
        if (model.Sha256 == job.Model.Sha256) return loaded;
        loaded.Dispose();
        throw Fault("MODEL_CHANGED", $"the files of model '{job.Spec.ModelId}' changed after the job was submitted (now {model.Sha256[..12]}, then {job.Model.Sha256[..12]}); submit again");
    }

    /// <summary>The encoder for the job's sequences.</summary>
    /// <exception cref="JobFaultException">The job's options do not fit the model.</exception>
    public static SequenceEncoder EncoderOf(JobRecord job, LoadedModel loaded)
    {
        try
        {
            return new SequenceEncoder(loaded.Tokenizer, loaded.Model.Descriptor, job.Spec.MaxSequenceTokens);
        }
        catch (CorpusFormatException e)
        {
            throw new JobFaultException(JobFaultException.InvalidArgument, "SEQUENCE_LENGTH", e.Message);
        }
    }

    /// <summary>Encodes a shard.</summary>
    /// <exception cref="JobFaultException">The model cannot take a sequence.</exception>
    public static IReadOnlyList<EncodedSequence> Encode(SequenceEncoder encoder, IReadOnlyList<SequenceRecord> sequences)
    {
        try
        {
            return [.. sequences.Select(encoder.Encode)];
        }
        catch (CorpusFormatException e)
        {
            throw new JobFaultException(JobFaultException.InvalidArgument, "SEQUENCE_UNFIT", e.Message);
        }
    }

    private static JobFaultException Fault(string reason, string message) => new(JobFaultException.FailedPrecondition, reason, message);
}
