import { short } from "../color/scale";
import { type TokenTable, textAt } from "../data/tokens";
import { go } from "../state/place";
import { Choice } from "../ui/Choice";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { Switch } from "../ui/Switch";
import type { Token } from "./token";
import { type Neighbors, type NeighborWish, neighborWishText } from "./useNeighbors";

interface Props {
  table: TokenTable;
  from?: Token;
  wish: NeighborWish;
  found: Neighbors;
  onHover: (token: Token | undefined) => void;
  onSelect: (token: Token) => void;
}

/** The keys of the whole sample nearest to the chosen query, or the queries nearest to the chosen key. */
export function NeighborsPanel({ table, from, wish, found, onHover, onSelect }: Props) {
  if (!from)
    return (
      <p className="quiet">
        Click a point of the map: here its nearest keys (of a query) or queries (of a key) are listed, over all sequences, and brought out
        in the map.
      </p>
    );
  const set = (change: Partial<NeighborWish>) => go({ near: neighborWishText({ ...wish, ...change }) }, { replace: true });
  const sequenceOf = (token: Token) => table.sequences[table.sequenceOf[token.row]];
  return (
    <section className="stack" aria-label="Nearest">
      <div>
        {from.query ? "Keys nearest to the query" : "Queries nearest to the key"} <strong>{textAt(table, from.row)}</strong>
      </div>
      <div className="row">
        <Choice
          label="by"
          value={wish.map ? "map" : "logit"}
          options={[
            ["logit", "logit (what the model sees)"],
            ["map", "distance in this map"],
          ]}
          change={(by) => set({ map: by === "map" })}
        />
        <Switch label="other sequences only" on={wish.others} change={(others) => set({ others })} />
      </div>
      {found.failure && <FailureNote failure={found.failure} retry={found.retry} />}
      {found.loading && <Progress label="Looking" />}
      <ol className="found-list">
        {found.value?.map(({ token, logit, distance }) => (
          <li key={token.row}>
            <button
              className="bare"
              title={sequenceOf(token).text.slice(0, 200)}
              onMouseEnter={() => onHover(token)}
              onMouseLeave={() => onHover(undefined)}
              onClick={() => onSelect(token)}
            >
              <strong>{textAt(table, token.row)}</strong>{" "}
              <span className="quiet">
                logit {short(logit)}, distance {short(distance)} · {sequenceOf(token).id || `#${sequenceOf(token).index}`} pos{" "}
                {table.positions[token.row]}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
