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

    /// <summary>Decides which sequences of the job are taken.</summary>
    /// <exception cref="JobFaultException">The job's options do not fit the model.</exception>
    public static SequenceIntake IntakeOf(JobRecord job, LoadedModel loaded) =>
        new(EncoderOf(job, loaded), loaded.Images, job.Spec.UnfitSequences, job.Spec.LongSequences);

    /// <summary>Encodes a shard as it was planned.</summary>
    /// <param name="skipped">Places within the shard of sequences that are left out.</param>
    /// <exception cref="JobFaultException">The model cannot take a sequence.</exception>
    public static IReadOnlyList<EncodedSequence> Encode(SequenceEncoder encoder, IReadOnlyList<SequenceRecord> sequences, IReadOnlyList<int> skipped)
    {
        var without = skipped.ToHashSet();
        try
        {
            return [.. sequences.Select((s, place) => without.Contains(place) ? EncodedSequence.Skipped(s) : encoder.Encode(s))];
        }
        catch (UnfitSequenceException e)
        {
            throw Unfit(e);
        }
    }

    /// <summary>Ends a job for one of its sequences.</summary>
    public static JobFaultException Unfit(UnfitSequenceException fault)
    {
        var option = fault.Reason == UnfitSequenceException.LongReason ? "long_sequences to SKIP or CUT" : "unfit_sequences to SKIP";
        return new(JobFaultException.InvalidArgument, fault.Reason, $"{fault.Message}; mend it or leave it out, or set {option}");
    }

    private static JobFaultException Fault(string reason, string message) => new(JobFaultException.FailedPrecondition, reason, message);
}
