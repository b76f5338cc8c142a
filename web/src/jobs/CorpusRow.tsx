import { useEffect, useRef, useState } from "react";
import { corpora } from "../api/clients";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import { FailureNote } from "../ui/FailureNote";
import { corpusLine } from "./CorpusLine";
import { useAction } from "./useAction";
import { onDate } from "./words";

/** A corpus of the server, to be chosen or deleted. */
export function CorpusRow({
  corpus,
  chosen,
  choose,
  gone,
}: {
  corpus: Corpus;
  chosen: boolean;
  choose: () => void;
  /** The server keeps it no longer. */
  gone: () => void;
}) {
  const [asks, setAsks] = useState(false);
  const { busy, failure, run } = useAction();
  // In a list that scrolls, what is asked or said may come to lie below its edge.
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (asks || failure) row.current?.scrollIntoView({ block: "nearest" });
  }, [asks, failure]);
  const name = corpus.name || "without a name";
  const remove = () =>
    run(async () => {
      await corpora.deleteCorpus({ corpusId: corpus.corpusId });
      gone();
    });
  return (
    <li ref={row} aria-label={`Corpus ${name}`}>
      <div className="row kept">
        <label>
          <input type="radio" name="corpus" checked={chosen} onChange={choose} />
          <strong>{name}</strong>{" "}
          <span className="quiet">
            {corpusLine(corpus)}
            {corpus.createTime && `, of ${onDate(corpus.createTime)}`}
          </span>
        </label>
        <button type="button" aria-label={`Delete ${name}`} aria-expanded={asks} onClick={() => setAsks(!asks)}>
          Delete
        </button>
      </div>
      {asks && (
        <div className="row asks">
          <span>Delete the corpus for good? Atlases made of it stay.</span>
          <button type="button" className="main" disabled={busy} onClick={remove}>
            Delete
          </button>
          <button type="button" onClick={() => setAsks(false)}>
            Keep it
          </button>
        </div>
      )}
      {failure && <FailureNote failure={failure} />}
    </li>
  );
}
