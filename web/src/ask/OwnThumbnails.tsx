import { useMemo } from "react";
import type { Attention } from "../data/load";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { AttentionThumbnails, type ThumbLayer } from "../sequence/AttentionThumbnails";
import { type Thumb, thumbOf } from "../sequence/thumbs";
import { unavailable } from "../sequence/unavailable";
import { useOwn } from "./own";

interface Props {
  atlas: Atlas;
  sequence: number;
  head: HeadSummary | undefined;
  onHead: (layer: number, head: number) => void;
}

// A thumbnail is drawn once, though the heads around it come one by one.
const made = new WeakMap<Attention, Thumb>();

function thumbFor(attention: Attention): Thumb {
  if (!made.has(attention)) made.set(attention, thumbOf(attention));
  return made.get(attention)!;
}

/** The new sequence's weights in every head, as they come. */
export function OwnThumbnails({ atlas, sequence, head, onHead }: Props) {
  const heads = useOwn((own) => own.heads);
  const layers = useMemo(() => {
    const byLayer = new Map<number, ThumbLayer>();
    for (const { layer, head } of atlas.heads) {
      if (!byLayer.has(layer)) byLayer.set(layer, { layer, heads: [], unavailable: unavailable(atlas, layer) });
      byLayer.get(layer)!.heads.push(head);
    }
    return [...byLayer.values()];
  }, [atlas]);
  const thumbs = useMemo(() => {
    const found = new Map<number, Thumb>();
    for (const [key, { attentions }] of heads) if (attentions[sequence]) found.set(key, thumbFor(attentions[sequence]));
    return found;
  }, [heads, sequence]);
  return <AttentionThumbnails layers={layers} thumbs={thumbs} current={head ?? { layer: -1, head: -1 }} onHead={onHead} />;
}
