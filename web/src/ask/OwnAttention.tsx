import { useMemo, useState } from "react";
import { headKey, headName } from "../data/heads";
import { type TokenTable, textAt } from "../data/tokens";
import { WeightsMenu } from "../export/WeightsMenu";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { AskBar } from "../sequence/AskBar";
import { factsOf } from "../sequence/factsOf";
import { hintOf, modeOf } from "../sequence/modes";
import { lies } from "../sequence/patches";
import { SequenceControls } from "../sequence/SequenceControls";
import { sidesOf, specialRows, type Token, visible } from "../sequence/sides";
import { unavailable } from "../sequence/unavailable";
import { type Pair, useAsk } from "../sequence/useAsk";
import { useHidden } from "../sequence/useHidden";
import { WeightsView } from "../sequence/WeightsView";
import { withoutHidden } from "../sequence/withoutHidden";
import { usePlace } from "../state/place";
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
  const { viewUrl, label } = useOwn();
  const info = table.sequences[sequence];
  const of = `${info.text} ${sequence}`;
  const [selected, setSelected] = useState<Token>();
  const [pairs, setPairs] = useState<Pair[]>([]);
  const off = useHidden(of);
  const sides = useMemo(() => sidesOf(table, head, sequence), [table, head.querySide, head.keySide, sequence]);
  const image = head.querySide === head.keySide && lies(info.image, sides.queries.texts.length);
  const mode = modeOf(image, place.show, true);
  const asking = useAsk(of, image && mode !== "matrix");
  const special = useMemo(
    () => new Set(place.hide === "special" ? specialRows(table, head, sequence) : []),
    [table, head.causal, head.keySide, sequence, place.hide],
  );
  const hidden = useMemo(() => (token: Token) => off.has(token) || special.has(token.row), [off, special]);
  const attention = heads.get(headKey(head.layer, head.head))?.attentions[sequence];
  const weights = useMemo(
    () => attention && withoutHidden({ queries: attention.queries, keys: attention.keys, values: attention.weights }, sides, hidden),
    [attention, sides, hidden],
  );
  const ranked = useMemo(() => rankOwn(heads, sequence, pairs), [heads, sequence, pairs]);
  const why = unavailable(atlas, head.layer);
  if (why) return <p className="panel">{why}</p>;
  const view = { ...sides, mode, hidden, selected, image: image ? { grid: info.image!, url: viewUrl } : undefined };
  const facts = { ...factsOf(atlas, head, info, place, off.count), text: info.text || label, corpus: "" };
  return (
    <>
      <div className="row">
        <h3 className="grow">Attention in {headName(head)}</h3>
        {weights && <WeightsMenu facts={facts} seen={{ ...view, weights }} />}
      </div>
      <SequenceControls own image={image} off={off} />
      <div className="row ask">
        {!asking.on && <span className="quiet grow">{hintOf(image, mode)}</span>}
        <AskBar table={table} asking={asking} onAsk={setPairs} />
      </div>
      <WeightsView {...view} {...{ weights, hovered, asking, onHover }} onSelect={setSelected} onToggle={off.toggle} />
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
