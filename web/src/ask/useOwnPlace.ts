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
    const { placeText, placeImage, clear, jobId: placedFor, file, label } = useOwn.getState();
    if (placedFor && placedFor !== jobId) clear();
    else if (!own && before.current && before.current === label) clear();
    before.current = own;
    if (readsImages(atlas)) {
      if (file && placedFor === jobId && useOwn.getState().weighting !== weighting) placeImage(jobId, atlas, file, weighting);
    } else if (own) placeText(jobId, atlas, own, weighting);
  }, [jobId, own, weighting]);
  return weighting;
}
