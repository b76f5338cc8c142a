import { useEffect, useRef } from "react";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { ModelInput } from "../gen/attentionviz/v1/model_pb";
import { usePlace } from "../state/place";
import { useOwn } from "./own";

export const readsImages = (atlas: Atlas): boolean => atlas.model?.input === ModelInput.IMAGE;

/** Places the text that the address holds, and again what is placed when weights are to be counted otherwise. */
export function useOwnPlace(jobId: string, atlas: Atlas): AttentionWeighting {
  const { own, weight } = usePlace();
  const weighting = weight === "value" ? AttentionWeighting.VALUE_NORM : AttentionWeighting.PROBABILITY;
  const before = useRef("");
  useEffect(() => {
    const { placeText, placeImage, clear, jobId: placedFor, label } = useOwn.getState();
    const gone = !own && before.current !== "" && before.current === label;
    if (gone || (placedFor && placedFor !== jobId)) clear();
    before.current = own;
    const now = useOwn.getState();
    if (readsImages(atlas)) {
      if (now.file && now.weighting !== weighting) placeImage(jobId, atlas, now.file, weighting);
      return;
    }
    // A text that is too long for the address is known here alone.
    const text = own || now.label;
    if (text) placeText(jobId, atlas, text, weighting);
  }, [jobId, own, weighting]);
  return weighting;
}
