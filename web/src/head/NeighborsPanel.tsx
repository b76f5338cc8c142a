import { useState } from "react";
import { explore } from "../api/clients";
import { short } from "../color/scale";
import { type MapName, mapSpec } from "../data/maps";
import { type TokenTable, textAt } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { NeighborMeasure } from "../gen/attentionviz/v1/explore_service_pb";
import { useLoaded } from "../state/useLoaded";
import { Choice } from "../ui/Choice";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { Switch } from "../ui/Switch";

interface Props {
  jobId: string;
  head: HeadSummary;
  map: MapName;
  table: TokenTable;
  from?: { row: number; query: boolean };
  onHover: (token: { row: number; query: boolean } | undefined) => void;
  onSelect: (token: { row: number; query: boolean }) => void;
}

/** The keys of the whole sample nearest to the chosen query, or the queries nearest to the chosen key. */
export function NeighborsPanel({ jobId, head, map, table, from, onHover, onSelect }: Props) {
  const [measure, setMeasure] = useState("logit");
  const [others, setOthers] = useState(false);
  const found = useLoaded(
    from &&
      (async (signal) => {
        const { method, dimensions, attentionWeight } = mapSpec(map)!;
        const point = from.query
          ? ({ case: "queryRow", value: BigInt(from.row) } as const)
          : ({ case: "keyRow", value: BigInt(from.row) } as const);
        const by = measure === "logit" ? NeighborMeasure.LOGIT : NeighborMeasure.MAP_DISTANCE;
        const answer = await explore.findNeighbors(
          {
            jobId,
            layer: head.layer,
            head: head.head,
            point,
            measure: by,
            method,
            dimensions,
            attentionWeight,
            count: 30,
            otherSequencesOnly: others,
          },
          { signal },
        );
        return answer.neighbors;
      }),
    [jobId, head.layer, head.head, map, from?.row, from?.query, measure, others],
  );
  if (!from)
    return (
      <p className="quiet">
        Click a point of the map: here its nearest keys (of a query) or queries (of a key) are listed, over all sequences.
      </p>
    );
  return (
    <section className="stack" aria-label="Nearest">
      <div>
        {from.query ? "Keys nearest to the query" : "Queries nearest to the key"} <strong>{textAt(table, from.row)}</strong>
      </div>
      <div className="row">
        <Choice
          label="by"
          value={measure}
          options={[
            ["logit", "logit (what the model sees)"],
            ["map", "distance in this map"],
          ]}
          change={setMeasure}
        />
        <Switch label="other sequences only" on={others} change={setOthers} />
      </div>
      {found.failure && <FailureNote failure={found.failure} retry={found.retry} />}
      {found.loading && <Progress label="Looking" />}
      <ol className="found-list">
        {found.value?.map((n) => {
          const token = { row: Number(n.row), query: !from.query };
          return (
            <li key={token.row}>
              <button
                className="bare"
                onMouseEnter={() => onHover(token)}
                onMouseLeave={() => onHover(undefined)}
                onClick={() => onSelect(token)}
              >
                <strong>{textAt(table, token.row)}</strong>{" "}
                <span className="quiet">
                  logit {short(n.logit)}, distance {short(n.distance)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
