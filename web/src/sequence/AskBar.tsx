import type { TokenTable } from "../data/tokens";
import { textAt } from "../data/tokens";
import { visible } from "./sides";
import type { Asking, Pair } from "./useAsk";

interface Props {
  table: TokenTable;
  asking: Asking;
  onAsk: (pairs: Pair[]) => void;
}

/** "Find heads where this attends to that." */
export function AskBar({ table, asking, onAsk }: Props) {
  const name = (row: number) => visible(textAt(table, row));
  if (!asking.on) {
    return (
      <button title="Find the heads in which a token attends to another" onClick={asking.start}>
        Find heads…
      </button>
    );
  }
  return (
    <div className="ask row grow">
      {asking.pairs.map((pair) => (
        <button key={`${pair.query} ${pair.key}`} title="Take this pair back" onClick={() => asking.drop(pair)}>
          <span className="query">{name(pair.query)}</span> → <span className="key">{name(pair.key)}</span> ×
        </button>
      ))}
      <span className="quiet" role="status">
        {asking.from === undefined ? "Click a query" : `Click the key for “${name(asking.from)}”`}
        {asking.pairs.length > 0 && asking.from === undefined ? ", or find" : ""}
      </span>
      <button
        className="main"
        disabled={asking.pairs.length === 0}
        onClick={() => {
          onAsk(asking.pairs);
          asking.stop();
        }}
      >
        Find heads
      </button>
      <button onClick={asking.stop}>Cancel</button>
    </div>
  );
}
