import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { corpusLine } from "./CorpusLine";
import type { Corpora } from "./useCorpora";
import { onDate } from "./words";

export function EarlierCorpora({ corpora, chosen, choose }: { corpora: Corpora; chosen: string; choose: (corpusId: string) => void }) {
  const { listed, loading, failure, refresh } = corpora;
  return (
    <div className="stack">
      <div className="earlier">
        {failure && <FailureNote failure={failure} retry={refresh} />}
        {loading && listed.length === 0 && <Progress label="Asking for corpora" />}
        {!loading && !failure && listed.length === 0 && (
          <p className="quiet">The server keeps no corpus yet: paste text, or give a file.</p>
        )}
        {listed.map((corpus) => (
          <label key={corpus.corpusId}>
            <input type="radio" name="corpus" checked={corpus.corpusId === chosen} onChange={() => choose(corpus.corpusId)} />
            <strong>{corpus.name || "without a name"}</strong>{" "}
            <span className="quiet">
              {corpusLine(corpus)}
              {corpus.createTime && `, of ${onDate(corpus.createTime)}`}
            </span>
          </label>
        ))}
      </div>
      <div className="row">
        <button type="button" className="bare" onClick={refresh} disabled={loading}>
          Refresh
        </button>
      </div>
    </div>
  );
}
