import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";

/** Why a layer's weights cannot be shown; undefined where they can. */
export function unavailable(atlas: Atlas, layer: number): string | undefined {
  const found = atlas.model?.layers.find((l) => l.layer === layer);
  if (!found) return undefined;
  const whys = [
    found.hasBias && "a position bias is added to its logits",
    found.logitCap !== undefined && "its logits are capped",
    found.hasSink && "a part of each weight goes to a sink that is no token",
  ].filter((w) => w !== false);
  return whys.length > 0 ? `In layer ${layer}, weights cannot be told from queries and keys alone: ${whys.join(", and ")}.` : undefined;
}
