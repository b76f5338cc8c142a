import { useMemo, useState } from "react";
import { headKey, headName } from "../data/heads";
import type { Attention } from "../data/load";
import { type TokenTable, textAt } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { AskBar } from "../sequence/AskBar";
import { lies } from "../sequence/patches";
import { type Side, sidesOf, specialRows, type Token, visible } from "../sequence/sides";
import { unavailable } from "../sequence/unavailable";
import { type Pair, useAsk } from "../sequence/useAsk";
import { useHidden } from "../sequence/useHidden";
import { WeightsView } from "../sequence/WeightsView";
import { renormalised } from "../sequence/weights";
import { usePlace } from "../state/place";
import { OwnControls, ownModes } from "./OwnControls";
import { useOwn } from "./own";
import { RankedHeads } from "./RankedHeads";
import { rankOwn } from "./rankOwn";

interface Props {
  atlas: Atlas;
  table: TokenTable;
  head: HeadSummary;
  /** Place in the table. */
  sequence: number;
  hovered?: Token;
  onHover: (token: Token | undefined) => void;
  onHead: (layer: number, head: number) => void;
}

/** The new sequence's weights in one head, and the heads in which one of its tokens attends to another. */
export function OwnAttention({ atlas, table, head, sequence, hovered, onHover, onHead }: Props) {
  const place = usePlace();
  const heads = useOwn((own) => own.heads);
  const imageUrl = useOwn((own) => own.imageUrl);
  const info = table.sequences[sequence];
  const of = `${info.text} ${sequence}`;
  const [selected, setSelected] = useState<Token>();
  const [pairs, setPairs] = useState<Pair[]>([]);
  const off = useHidden(of);
  const sides = useMemo(() => sidesOf(table, head, sequence), [table, head.querySide, head.keySide, sequence]);
  const image = head.querySide === head.keySide && lies(info.image, sides.queries.texts.length);
  const modes = ownModes(image);
  const mode = (modes.find((m) => m.show === place.show) ?? modes[0]).show;
  const asking = useAsk(of, image && mode !== "matrix");
  const special = useMemo(
    () => new Set(place.hide === "special" ? specialRows(table, head, sequence) : []),
    [table, head.causal, head.keySide, sequence, place.hide],
  );
  const hidden = useMemo(() => (token: Token) => off.has(token) || special.has(token.row), [off, special]);
  const attention = heads.get(headKey(head.layer, head.head))?.attentions[sequence];
  const weights = useMemo(() => attention && withoutHidden(attention, sides, hidden), [attention, sides, hidden]);
  const ranked = useMemo(() => rankOwn(heads, sequence, pairs), [heads, sequence, pairs]);
  const why = unavailable(atlas, head.layer);
  if (why) return <p className="panel">{why}</p>;
  return (
    <>
      <h3>Attention in {headName(head)}</h3>
      <OwnControls image={image} mode={mode} off={off} />
      <div className="row ask">
        <AskBar table={table} asking={asking} onAsk={setPairs} />
      </div>
      <WeightsView
        {...sides}
        {...{ weights, mode, hidden, hovered, selected, asking, onHover }}
        image={image ? { grid: info.image!, url: imageUrl } : undefined}
        onSelect={setSelected}
        onToggle={off.toggle}
      />
      {pairs.length > 0 && (
        <section className="stack" aria-label="Heads that attend so">
          <div className="row">
            <h3 className="grow">
              Heads where {pairs.map((p) => `${visible(textAt(table, p.query))} → ${visible(textAt(table, p.key))}`).join(", ")}
            </h3>
            <button onClick={() => setPairs([])}>Close</button>
          </div>
          <div className="own-ranking">
            <RankedHeads heads={ranked} atlas={atlas} pairs={pairs.length} onHead={onHead} />
          </div>
        </section>
      )}
    </>
  );
}

function withoutHidden(attention: Attention, sides: { queries: Side; keys: Side }, hidden: (token: Token) => boolean) {
  const places = (side: Side, query: boolean) =>
    new Set(side.texts.map((_, i) => i).filter((i) => hidden({ row: side.firstRow + i, query })));
  const weights = { queries: attention.queries, keys: attention.keys, values: attention.weights };
  return renormalised(weights, places(sides.queries, true), places(sides.keys, false));
}
