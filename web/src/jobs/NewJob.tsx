import { Code } from "@connectrpc/connect";
import { useCallback, useEffect, useMemo, useState } from "react";
import { models as modelClient } from "../api/clients";
import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { CorpusPicker } from "./CorpusPicker";
import { linesOf, misfit } from "./corpusFile";
import { Estimate } from "./Estimate";
import { Fold } from "./fields";
import { ModelPicker } from "./ModelPicker";
import type { Problems } from "./numbers";
import { OpenAtlas } from "./OpenAtlas";
import { Options } from "./Options";
import { optional, sortOut } from "./problems";
import { overCorpus, overText, pastedName } from "./request";
import { specOf } from "./spec";
import type { Corpora } from "./useCorpora";
import { useDraft } from "./useDraft";
import { useEstimate } from "./useEstimate";
import { useSubmit } from "./useSubmit";
import { useUpload } from "./useUpload";
import { stateLabels } from "./words";

/** `started` is the last job that was started here, as it is now. */
export function NewJob({
  limits,
  corpora,
  onJob,
  started,
}: {
  limits: ServerLimits;
  corpora: Corpora;
  onJob: (job: Job) => void;
  started?: Job;
}) {
  const [draft, set] = useDraft();
  const [tried, setTried] = useState(false);
  const models = useLoaded(async (signal) => (await modelClient.listModels({ pageSize: 1000 }, { signal })).models, []);
  const model = models.value?.find((m) => m.modelId === draft.model && !m.fault);

  const onUpload = useCallback((corpus: Corpus) => {
    corpora.add(corpus);
    set({ source: "file", uploadedId: corpus.corpusId });
  }, []);
  const uploading = useUpload(onUpload);
  const submitting = useSubmit(onJob);

  const pasted = draft.source === "paste";
  const corpus = pasted ? undefined : corpora.find(draft.source === "file" ? draft.uploadedId : draft.corpusId);
  const format = pasted ? CorpusFormat.TEXT : corpus?.format;
  const unfit = model && format ? misfit(model, format) : "";
  const missing: Problems = {
    ...(model ? {} : { model_id: "Choose a model." }),
    ...(corpus || (pasted && linesOf(draft.text) > 0) ? {} : { corpus: pasted ? "Paste a line of text at least." : "Choose a corpus." }),
  };

  const { options, estimate: wantsEstimate, ...wish } = draft;
  const said = JSON.stringify(wish);
  const read = useMemo(() => specOf(draft), [said]);
  const faulty = Object.keys(read.problems).length > 0;
  const large = pasted && BigInt(new Blob([draft.text]).size) > limits.inlineCorpusBytes;
  const stands = !missing.model_id && !missing.corpus && !unfit && !faulty;
  const request = useMemo(() => {
    if (!stands || large) return undefined;
    return corpus ? overCorpus(read.spec, corpus) : overText(read.spec, draft);
  }, [read, stands, large, corpus?.corpusId]);
  const estimate = useEstimate(wantsEstimate ? request : undefined);

  useEffect(submitting.forget, [said]);
  const failure = submitting.failure ?? (pasted ? uploading.failure : undefined) ?? (wantsEstimate ? estimate.failure : undefined);
  const sorted = failure && sortOut(failure);
  const problems: Problems = { ...(tried ? missing : {}), ...sorted?.problems, ...read.problems };
  const hidden = !options && Object.keys(problems).some((field) => optional.has(field));
  useEffect(() => {
    if (hidden) set({ options: true });
  }, [hidden]);

  const start = () => {
    setTried(true);
    if (!stands) return;
    submitting.submit(async () => {
      if (request) return request;
      const sent = await uploading.send(new Blob([draft.text]), pastedName(draft), CorpusFormat.TEXT);
      return sent && overCorpus(read.spec, sent);
    });
  };
  const again = failure?.code === Code.InvalidArgument ? undefined : submitting.failure || uploading.failure ? start : estimate.retry;
  const waitsFor =
    missing.model_id ?? missing.corpus ?? (unfit || (faulty ? "Mend the marked fields." : large ? "Once the text is on the server." : ""));

  return (
    <form
      className="panel stack new-job"
      aria-label="New job"
      onSubmit={(e) => {
        e.preventDefault();
        start();
      }}
    >
      <h2>New job</h2>
      <ModelPicker models={models} chosen={draft.model} choose={(id) => set({ model: id })} problem={problems.model_id} />
      <CorpusPicker
        draft={draft}
        set={set}
        corpora={corpora}
        chosen={corpus}
        uploading={uploading}
        limits={limits}
        misfit={unfit}
        problem={problems.corpus}
      />
      <Fold title="Options" open={options} toggle={(open) => set({ options: open })}>
        <Options draft={draft} set={set} problems={problems} filled={estimate.value?.spec} limits={limits} />
      </Fold>
      <Fold title="Estimate" open={wantsEstimate} toggle={(open) => set({ estimate: open })}>
        <Estimate estimate={estimate} waitsFor={waitsFor} />
      </Fold>
      {sorted && <FailureNote failure={sorted.rest} retry={again} />}
      <div className="row">
        <button className="main" disabled={submitting.busy || uploading.name !== ""}>
          {submitting.busy ? "Starting ..." : "Start"}
        </button>
        {submitting.busy && uploading.name && <Progress label={uploading.name} share={uploading.share} cancel={uploading.cancel} />}
        <span className="row" role="status">
          {!submitting.busy && started && (
            <>
              <span className="quiet">Started: {stateLabels[started.state]}.</span> <OpenAtlas job={started} />
            </>
          )}
        </span>
      </div>
    </form>
  );
}
