import type { Facts } from "../export/facts";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { SequenceInfo } from "../gen/attentionviz/v1/atlas_service_pb";
import type { Place } from "../state/place";

/** What the weights of a sequence in a head are of. `hidden`: tokens that were left out by hand. */
export function factsOf(atlas: Atlas, head: HeadSummary, info: SequenceInfo, place: Pick<Place, "weight" | "hide">, hidden: number): Facts {
  const { text, targetText } = info;
  return {
    model: atlas.model?.modelId ?? "",
    corpus: atlas.corpus?.name ?? "",
    layer: head.layer,
    head: head.head,
    id: info.id,
    text: targetText && targetText !== text ? `${text} → ${targetText}` : text,
    tokens: info.tokens,
    valueNorms: place.weight === "value",
    withoutSpecial: place.hide === "special",
    hidden,
  };
}
