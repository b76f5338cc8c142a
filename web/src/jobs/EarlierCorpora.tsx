import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { CorpusRow } from "./CorpusRow";
import type { Corpora } from "./useCorpora";

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
        <ul>
          {listed.map((corpus) => (
            <CorpusRow
              key={corpus.corpusId}
              corpus={corpus}
              chosen={corpus.corpusId === chosen}
              choose={() => choose(corpus.corpusId)}
              gone={() => {
                corpora.remove(corpus.corpusId);
                if (corpus.corpusId === chosen) choose("");
              }}
            />
          ))}
        </ul>
      </div>
      <div className="row">
        <button type="button" className="bare" onClick={refresh} disabled={loading}>
          Refresh
        </button>
      </div>
    </div>
  );
}
