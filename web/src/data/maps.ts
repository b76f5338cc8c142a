import { create } from "@bufbuild/protobuf";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { MapMethod, type MapSpec, MapSpecSchema } from "../gen/attentionviz/v1/job_pb";

/** A map as it is written in addresses and shown: "tsne2", "umap3", "tsne2@0.45". */
export type MapName = string;

const methods: Record<string, MapMethod> = { pca: MapMethod.PCA, tsne: MapMethod.TSNE, umap: MapMethod.UMAP };
const labels: Record<string, string> = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" };

export function mapName(spec: { method: MapMethod; dimensions: number; attentionWeight?: number }): MapName {
  const method = Object.keys(methods).find((k) => methods[k] === spec.method) ?? "tsne";
  const weight = spec.attentionWeight ? `@${Number(spec.attentionWeight.toFixed(6))}` : "";
  return `${method}${spec.dimensions}${weight}`;
}

/** Undefined for what is no name of a map. */
export function mapSpec(name: MapName): MapSpec | undefined {
  const found = /^(pca|tsne|umap)([23])(?:@(0\.\d+|1|0))?$/.exec(name);
  if (!found) return undefined;
  return create(MapSpecSchema, { method: methods[found[1]], dimensions: Number(found[2]), attentionWeight: Number(found[3] ?? 0) });
}

export function mapLabel(name: MapName): string {
  const spec = mapSpec(name);
  if (!spec) return name;
  const method = labels[Object.keys(methods).find((k) => methods[k] === spec.method)!];
  return `${method} ${spec.dimensions}-D${spec.attentionWeight ? `, guided ${spec.attentionWeight}` : ""}`;
}

/** Maps that the job makes of every head, as it lists them. */
export function mapsOf(atlas: Atlas): MapName[] {
  return (atlas.spec?.maps ?? []).map((m) => mapName(m));
}

export function summaryOf(head: HeadSummary | undefined, name: MapName) {
  return head?.maps.find((m) => mapName(m) === name);
}

/** The maps that differ from this one by how far attention guides them, least first; the dial turns through them. */
export function dialOf(maps: MapName[], name: MapName): MapName[] {
  const weight = (m: MapName) => mapSpec(m)?.attentionWeight ?? 0;
  const base = (m: MapName) => m.split("@")[0];
  return maps.filter((m) => base(m) === base(name)).sort((a, b) => weight(a) - weight(b));
}
