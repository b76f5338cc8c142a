import { useEffect, useMemo } from "react";
import { headName } from "../data/heads";
import type { Attention } from "../data/load";
import type { TokenTable } from "../data/tokens";
import { WeightsMenu } from "../export/WeightsMenu";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { usePlace } from "../state/place";
import "../styles/sequence.css";
import { AskBar } from "./AskBar";
import { factsOf } from "./factsOf";
import { HeadThumbnails } from "./HeadThumbnails";
import { hintOf, modeOf } from "./modes";
import { lies } from "./patches";
import { SequenceControls } from "./SequenceControls";
import { SequenceHeader } from "./SequenceHeader";
import { sidesOf, specialRows, type Token } from "./sides";
import { type Pair, useAsk } from "./useAsk";
import { useHidden } from "./useHidden";
import { useImage } from "./useImage";
import { useShown } from "./useShown";
import { WeightsStatus } from "./WeightsStatus";
import { WeightsView } from "./WeightsView";

export interface SequencePanelProps {
  jobId: string;
  atlas: Atlas;
  table: TokenTable;
  head: HeadSummary;
  /** Place in `table.sequences`. */
  sequence: number;
  /** Under the pointer, in the map or here. */
  hovered?: Token;
  onHover: (token: Token | undefined) => void;
  selected?: Token;
  onSelect: (token: Token | undefined) => void;
  /** Rows: "find heads where this attends to that". */
  onAsk: (pairs: Pair[]) => void;
  onHead: (layer: number, head: number) => void;
  /** The sequence's weights without what is hidden; undefined while there are none. */
  onAttention?: (attention: Attention | undefined) => void;
  close: () => void;
}

/** One sequence in one head: its weights as lines, matrix or heat map, beside the map of the head. */
export function SequencePanel(props: SequencePanelProps) {
  const { jobId, atlas, table, head, sequence, hovered, onHover, selected, onSelect, onAsk, onHead, onAttention, close } = props;
  const place = usePlace();
  const info = table.sequences[sequence];
  const index = Number(info.index);
  const of = `${jobId} ${index}`;
  const sides = useMemo(() => sidesOf(table, head, sequence), [table, head.querySide, head.keySide, sequence]);
  const onGrid = head.querySide === head.keySide && lies(info.image, sides.queries.texts.length);
  const mode = modeOf(onGrid, place.show);
  const weighting = place.weight === "value" ? AttentionWeighting.VALUE_NORM : AttentionWeighting.PROBABILITY;

  const off = useHidden(of);
  const hide = place.hide === "special";
  const special = useMemo(
    () => new Set(hide ? specialRows(table, head, sequence) : []),
    [table, head.causal, head.keySide, sequence, hide],
  );
  const hidden = useMemo(() => (token: Token) => off.has(token) || special.has(token.row), [off, special]);
  const asking = useAsk(of, onGrid && mode !== "matrix");
  const image = useImage(jobId, index, onGrid);
  const mean = mode === "all";
  // Of the mean the gateway leaves out special tokens, wherever each sequence has them; it knows of none where none is flagged.
  const flagged = useMemo(() => table.special.includes(1), [table]);
  const hiddenInMean = flagged ? off.has : hidden;
  const shown = useShown({ jobId, atlas, head, index, sides, weighting, hidden, mean, hiddenInMean, withoutSpecial: hide && flagged });
  useEffect(() => onAttention?.(shown.attention), [shown.attention]);
  useEffect(() => () => onAttention?.(undefined), []);

  const view = {
    ...sides,
    mode,
    image: onGrid ? { grid: info.image!, url: image.url } : undefined,
    hidden: mean ? hiddenInMean : hidden,
    selected,
  };
  const facts = { ...factsOf(atlas, head, info, place, off.count), index, meanOver: mean ? shown.sequences : undefined };

  return (
    <section className="sequence stack" aria-label="Sequence">
      <SequenceHeader table={table} sequence={sequence} title={`${info.image ? "Image" : "Sentence"} in ${headName(head)}`} close={close}>
        {shown.weights && <WeightsMenu facts={facts} seen={{ ...view, weights: shown.weights }} />}
      </SequenceHeader>
      <SequenceControls image={onGrid} off={off} />
      <div className="row">
        {!asking.on && <WeightsStatus shown={shown} picture={image} mean={mean} hint={hintOf(onGrid, mode)} />}
        {!shown.unavailable && <AskBar table={table} asking={asking} onAsk={onAsk} />}
      </div>
      {!shown.unavailable && (
        <WeightsView {...view} weights={shown.weights} {...{ hovered, asking, onHover, onSelect }} onToggle={off.toggle} />
      )}
      <HeadThumbnails {...{ jobId, atlas, index, weighting, onHead }} current={head} />
    </section>
  );
}
