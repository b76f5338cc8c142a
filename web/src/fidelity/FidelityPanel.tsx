import { useMemo } from "react";
import { trustOf } from "../data/heads";
import { loadVectors } from "../data/load";
import { type MapName, mapLabel, mapSpec, summaryOf } from "../data/maps";
import type { PointRows } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { Fidelity, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { VectorKind } from "../gen/attentionviz/v1/atlas_service_pb";
import { useLoaded } from "../state/useLoaded";
import { counted, grouped } from "../ui/counted";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { CurvePlot } from "./CurvePlot";
import { drawPairs, measure } from "./pairs";
import { ScatterPlot } from "./ScatterPlot";
import "../styles/fidelity.css";

const MOST_PAIRS = 2000;

interface Props {
  jobId: string;
  head: HeadSummary;
  map: MapName;
  table: TokenTable;
  points: PointRows;
  positions: Float32Array;
}

const figure = (n: number | undefined) => (n === undefined || Number.isNaN(n) ? "-" : n.toFixed(2));

const trustWords = {
  high: "The map shows much of what this head attends to.",
  middling: "The map shows some of what this head attends to. Look at Sentence View before you conclude.",
  low: "The map shows little more of what this head attends to than chance would. Do not read attention off it.",
  unknown: "There were too few points to tell how far this map may be believed.",
};

/** How far the map may be believed, with the evidence: figures beside their baselines, logit against distance, the search for c. */
export function FidelityPanel({ jobId, head, map, table, points, positions }: Props) {
  const fidelity = summaryOf(head, map)?.fidelity;
  const vectors = useLoaded(
    async (signal) => {
      const kinds = [VectorKind.QUERY, VectorKind.KEY];
      const [queries, keys] = await Promise.all(kinds.map((kind) => loadVectors(jobId, head.layer, head.head, kind, signal)));
      return { head, queries, keys };
    },
    [jobId, head.layer, head.head],
  );
  const value = vectors.value?.head === head ? vectors.value : undefined;
  const pairs = useMemo(() => {
    if (!value || !head.alignment) return undefined;
    const drawn = drawPairs(table, points, head, head.causal, MOST_PAIRS);
    return measure(drawn, { ...head, ...value, alignment: head.alignment }, positions, mapSpec(map)!.dimensions, points.queries);
  }, [value, positions]);
  return (
    <section className="stack fidelity" aria-label="Fidelity">
      <p className={`trust-line trust-${trustOf(head, map)}`}>{trustWords[trustOf(head, map)]}</p>
      {fidelity && <Figures fidelity={fidelity} head={head} map={map} />}
      {vectors.failure && <FailureNote failure={vectors.failure} retry={vectors.retry} />}
      {pairs ? (
        <div className="plots">
          <ScatterPlot title="As the model has them" x={pairs.raw} y={pairs.logit} note={`Spearman ${figure(fidelity?.correlationRaw)}`} />
          <ScatterPlot title="Aligned" x={pairs.aligned} y={pairs.logit} note={`Spearman ${figure(fidelity?.correlationAligned)}`} />
          <ScatterPlot title="In the map" x={pairs.map} y={pairs.logit} note={`Spearman ${figure(fidelity?.correlationMap)}`} />
        </div>
      ) : (
        vectors.loading && <Progress label="Queries and keys" cancel={vectors.cancel} />
      )}
      {pairs && (
        <p className="quiet">
          Each dot is a query and a key of one sequence ({grouped(pairs.logit.length)} drawn). The plainer they fall from upper left to
          lower right, the more near means attends; -1 is best.
        </p>
      )}
      {head.alignment && <CurvePlot alignment={head.alignment} />}
    </section>
  );
}

function Figures({ fidelity: f, head, map }: { fidelity: Fidelity; head: HeadSummary; map: MapName }) {
  const b = head.baselines;
  const rows: [string, string, number[]][] = [
    [
      "recall 3",
      "Of a query's 3 most attended keys of its sequence, the share among its 3 nearest",
      [f.attentionRecall3Raw, f.attentionRecall3Aligned, f.attentionRecall3, f.attentionRecall3Random],
    ],
    [
      "recall 10",
      "Of a query's 10 keys with the greatest logit over the whole sample, the share among its 10 nearest",
      [b?.attentionRecall10Raw ?? Number.NaN, f.attentionRecall10Aligned, f.attentionRecall10, b?.attentionRecall10Random ?? Number.NaN],
    ],
    [
      "mixing",
      "Share of keys among a query's 20 nearest points",
      [b?.mixingRaw ?? Number.NaN, b?.mixingAligned ?? Number.NaN, f.mixing, b?.mixingRandom ?? Number.NaN],
    ],
    ["correlation", "Spearman, logit and distance; -1 is best", [f.correlationRaw, f.correlationAligned, f.correlationMap, 0]],
    [
      "neighbours kept",
      "Of a point's 10 nearest in aligned space, the share among its 10 nearest in the map",
      [b?.knnRecall10Raw ?? Number.NaN, 1, f.knnRecall10, b?.knnRecall10Random ?? Number.NaN],
    ],
    [
      "trustworthiness",
      "1 less a penalty for neighbours in the map that are none in aligned space (Venna, Kaski 2001)",
      [b?.trustworthiness12Raw ?? Number.NaN, 1, f.trustworthiness12, b?.trustworthiness12Random ?? Number.NaN],
    ],
  ];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{mapLabel(map)}</th>
          {["model", "aligned", "map", "chance"].map((h) => (
            <th key={h} scope="col" className="number">
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, says, numbers]) => (
          <tr key={name} title={says}>
            <th scope="row">{name}</th>
            {numbers.map((n, i) => (
              <td key={["model", "aligned", "map", "chance"][i]} className="number">
                {i === 2 ? <strong>{figure(n)}</strong> : figure(n)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <caption className="quiet">
        {intervalOf(f)}
        {!Number.isNaN(f.attentionRecall3P) && `; p = ${f.attentionRecall3P.toFixed(3)}`}
      </caption>
    </table>
  );
}

/** There is none below 5 sequences, by the contract. */
function intervalOf(f: Fidelity): string {
  const over = `over ${counted(f.attentionRecall3Sequences, "sequence")}`;
  if (Number.isNaN(f.attentionRecall3Low)) return `recall 3 is ${over}; an interval needs 5`;
  return `recall 3 lies between ${figure(f.attentionRecall3Low)} and ${figure(f.attentionRecall3High)} (95 %, ${over})`;
}
