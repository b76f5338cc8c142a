import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import type { Draft, Source } from "./draft";
import { EarlierCorpora } from "./EarlierCorpora";
import { FileDrop } from "./FileDrop";
import { Problem } from "./fields";
import { PasteText } from "./PasteText";
import type { Corpora } from "./useCorpora";
import type { Uploading } from "./useUpload";

const sources: [Source, string][] = [
  ["paste", "Paste text"],
  ["file", "File"],
  ["server", "On the server"],
];

export function CorpusPicker({
  draft,
  set,
  corpora,
  chosen,
  uploading,
  limits,
  misfit,
  problem,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  corpora: Corpora;
  chosen?: Corpus;
  uploading: Uploading;
  limits: ServerLimits;
  /** Why the model cannot read it. */
  misfit: string;
  problem?: string;
}) {
  return (
    <fieldset className="part">
      <legend>Corpus</legend>
      <div className="row sources">
        {sources.map(([source, label]) => (
          <button
            key={source}
            type="button"
            aria-pressed={draft.source === source}
            onClick={() => {
              uploading.forget();
              set({ source });
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="corpus">
        {draft.source === "paste" && <PasteText draft={draft} set={set} mostInline={limits.inlineCorpusBytes} />}
        {draft.source === "file" && <FileDrop uploading={uploading} corpus={chosen} mostBytes={limits.corpusBytes} />}
        {draft.source === "server" && <EarlierCorpora corpora={corpora} chosen={draft.corpusId} choose={(corpusId) => set({ corpusId })} />}
      </div>
      {misfit && (
        <span className="problem" role="status">
          {misfit}
        </span>
      )}
      <Problem text={problem} />
    </fieldset>
  );
}
