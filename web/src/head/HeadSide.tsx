import { FoundHeads } from "../ask/FoundHeads";
import { OwnPanel } from "../ask/OwnPanel";
import { useOwn } from "../ask/own";
import { headText } from "../atlas/headAt";
import type { Attention } from "../data/load";
import type { MapName } from "../data/maps";
import type { PointRows } from "../data/points";
import { type TokenTable, textAt } from "../data/tokens";
import { FidelityPanel } from "../fidelity/FidelityPanel";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { SequencePanel } from "../sequence/SequencePanel";
import { go, usePlace } from "../state/place";
import { NeighborsPanel } from "./NeighborsPanel";
import { PanelTabs } from "./PanelTabs";
import { SelectionPanel } from "./SelectionPanel";
import type { Token } from "./token";
import type { Neighbors, NeighborWish } from "./useNeighbors";

interface Props {
  jobId: string;
  atlas: Atlas;
  table: TokenTable;
  map: MapName;
  head: HeadSummary;
  points: PointRows;
  /** Missing until the map is there. */
  positions?: Float32Array;
  dimensions: number;
  panel: string;
  /** Place of the open sequence in the table. */
  sequence?: number;
  hovered?: Token;
  chosen?: Token;
  /** Points drawn round. */
  selected: number[];
  near: NeighborWish;
  neighbors: Neighbors;
  onHover: (token: Token | undefined) => void;
  select: (token: Token | undefined) => void;
  openHead: (layer: number, head: number) => void;
  onAttention: (attention: Attention | undefined) => void;
}

/** What stands beside the map: the open sequence, fidelity, the nearest, what was drawn round, or text of one's own. */
export function HeadSide(props: Props) {
  const { jobId, atlas, table, map, head, points, positions, dimensions, panel, sequence, hovered, chosen, selected } = props;
  const { near, neighbors, onHover, select, openHead, onAttention } = props;
  const place = usePlace();
  const own = useOwn((s) => s.jobId === jobId);
  const pairs = sequence === undefined ? undefined : wantedPairs(place.pairs, table, sequence);
  return (
    <aside className="head-side" aria-label="Beside the map">
      <PanelTabs panel={panel} sequence={sequence !== undefined} selection={selected.length} own={own} />
      {panel === "sequence" && sequence !== undefined && (
        <>
          {pairs && <FoundHeads jobId={jobId} atlas={atlas} pairs={pairs} onHead={openHead} close={() => go({ pairs: "" })} />}
          <SequencePanel
            {...{ jobId, atlas, table, head, sequence, hovered, onHover, onAttention }}
            selected={chosen}
            onSelect={(token) => token && select(token)}
            onAsk={(asked) =>
              go({ pairs: asked.map((p) => `${offset(p.query, table, sequence)}-${offset(p.key, table, sequence)}`).join(",") })
            }
            onHead={openHead}
            close={() => go({ seq: "", token: "", pairs: "" })}
          />
        </>
      )}
      {panel === "fidelity" && positions && <FidelityPanel {...{ jobId, head, map, table, points, positions }} />}
      {panel === "near" && <NeighborsPanel table={table} from={chosen} wish={near} found={neighbors} onHover={onHover} onSelect={select} />}
      {panel === "selection" && positions && (
        <SelectionPanel
          {...{ table, points, positions, dimensions, selected, onHover }}
          name={`${atlas.model?.modelId}-${headText(head)}-${map}`}
          onSelect={select}
          clear={() => go({ area: "", panel: "" })}
        />
      )}
      {panel === "own" && <OwnPanel jobId={jobId} atlas={atlas} head={head} onHead={openHead} />}
    </aside>
  );
}

/** Place of a row within its sequence. */
const offset = (row: number, table: TokenTable, sequence: number) => row - Number(table.sequences[sequence].firstRow);

/** "5-8,2-3": query and key, counted over the sequence's rows. */
function wantedPairs(text: string, table: TokenTable, sequence: number) {
  const info = table.sequences[sequence];
  const pairs = [...text.matchAll(/(\d+)-(\d+)/g)]
    .map((m) => ({ queryPosition: Number(m[1]), keyPosition: Number(m[2]) }))
    .filter((p) => p.queryPosition < info.tokens && p.keyPosition < info.tokens);
  if (pairs.length === 0) return undefined;
  const word = (place: number) => textAt(table, Number(info.firstRow) + place);
  return {
    sequenceIndex: Number(info.index),
    pairs,
    label: pairs.map((p) => `${word(p.queryPosition)} → ${word(p.keyPosition)}`).join(", "),
  };
}
