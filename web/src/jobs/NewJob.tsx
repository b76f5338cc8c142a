import { Code } from "@connectrpc/connect";
import { useCallback, useEffect, useRef, useState } from "react";
import { models as modelClient } from "../api/clients";
import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { CorpusPicker } from "./CorpusPicker";
import type { Draft } from "./draft";
import { Estimate } from "./Estimate";
import { Fold } from "./fields";
import { ModelPicker } from "./ModelPicker";
import type { Problems } from "./numbers";
import { OpenAtlas } from "./OpenAtlas";
import { Options } from "./Options";
import { optional, sortOut } from "./problems";
import { ReusedJob } from "./ReusedJob";
import { overCorpus, pastedName } from "./request";
import type { Corpora } from "./useCorpora";
import { useEstimate } from "./useEstimate";
import { useReused } from "./useReused";
import { useStarts } from "./useStarts";
import { useSubmit } from "./useSubmit";
import { useUpload } from "./useUpload";
import { useWish } from "./useWish";
import { stateLabels } from "./words";

/** `started` is the last job that was started here, as it is now. */
export function NewJob({
  draft,
  set,
  limits,
  corpora,
  listed,
  onJob,
  started,
  summons,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  limits: ServerLimits;
  corpora: Corpora;
  /** Jobs that the page shows. */
  listed: Job[];
  onJob: (job: Job) => void;
  started?: Job;
  /** Goes up when a row far below has set the form, which then has to be seen. */
  summons: number;
}) {
  const [tried, setTried] = useState(false);
  const models = useLoaded(async (signal) => (await modelClient.listModels({ pageSize: 1000 }, { signal })).models, []);
  const model = models.value?.find((m) => m.modelId === draft.model && !m.fault);
  const reused = useReused(draft.reuse, listed);
  const vectors = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (summons > 0) vectors.current?.focus();
  }, [summons]);

  const onUpload = useCallback((corpus: Corpus) => {
    corpora.add(corpus);
    set({ source: "file", uploadedId: corpus.corpusId });
  }, []);
  const uploading = useUpload(onUpload);
  const submitting = useSubmit(onJob);

  const { said, read, corpus, bytes, missing, unfit, stands, request, waitsFor } = useWish(draft, model, corpora, limits.inlineCorpusBytes);
  const starts = useStarts(draft, set, listed, corpora, bytes, reused.value);
  const estimate = useEstimate(draft.estimate ? request : undefined);

  useEffect(submitting.forget, [said]);
  const pasted = !draft.reuse && draft.source === "paste";
  const failure = submitting.failure ?? (pasted ? uploading.failure : undefined) ?? (draft.estimate ? estimate.failure : undefined);
  const sorted = failure && sortOut(failure, draft);
  const problems: Problems = { ...(tried ? missing : {}), ...sorted?.problems, ...read.problems };
  const hidden = !draft.options && Object.keys(problems).some((field) => optional.has(field));
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
      {draft.reuse ? (
        <ReusedJob
          jobId={draft.reuse}
          job={reused.value}
          corpus={corpora.find(reused.value?.spec?.corpusId ?? "")}
          letGo={() => set({ reuse: "", initFrom: "" })}
          problem={problems.reuse_vectors_of ?? reused.failure?.message}
          place={vectors}
        />
      ) : (
        <>
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
        </>
      )}
      <Fold title="Options" open={draft.options} toggle={(open) => set({ options: open })}>
        <Options
          draft={draft}
          set={set}
          problems={problems}
          filled={estimate.value?.spec}
          limits={limits}
          reused={reused.value}
          starts={starts}
        />
      </Fold>
      <Fold title="Estimate" open={draft.estimate} toggle={(open) => set({ estimate: open })}>
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
