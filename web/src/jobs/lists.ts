import { headName } from "../data/heads";
import type { Problems } from "./numbers";

/** More layers than any model has would only be a slip of the finger. */
const mostLayers = 4096;

/** "0-3, 5" as the layers it names, ascending; none = all. */
export function layersOf(text: string, problems: Problems): number[] {
  const layers = new Set<number>();
  for (const part of text.split(",").map((p) => p.trim())) {
    if (part === "") continue;
    const found = /^(\d{1,4})(?:\s*-\s*(\d{1,4}))?$/.exec(part);
    const [first, last] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    if (!found || last < first || last > mostLayers) {
      problems.layers = `'${part}' is no layer; write for example 0-3, 5`;
      return [];
    }
    for (let layer = first; layer <= last; layer++) layers.add(layer);
  }
  return [...layers].sort((a, b) => a - b);
}

/** "L0 H3, L2 H1" as the viewer names heads, or "0.3, 2.1" as the command line does; none = all of the layers. */
export function headsOf(text: string, layers: number[], problems: Problems): { layer: number; head: number }[] {
  const heads = new Map<string, { layer: number; head: number }>();
  for (const part of text.split(",").map((p) => p.trim())) {
    if (part === "") continue;
    const found = /^(?:L(\d{1,4})\s*H(\d{1,4})|(\d{1,4})\.(\d{1,4}))$/i.exec(part);
    if (!found) {
      problems.heads = `'${part}' is no head; write for example L0 H3, L2 H1`;
      return [];
    }
    const head = { layer: Number(found[1] ?? found[3]), head: Number(found[2] ?? found[4]) };
    heads.set(headName(head), head);
  }
  const all = [...heads.values()].sort((a, b) => a.layer - b.layer || a.head - b.head);
  const outside = layers.length > 0 ? all.find((h) => !layers.includes(h.layer)) : undefined;
  if (outside)
    problems.heads = `${headName(outside)} is in none of the layers above; add layer ${outside.layer} there, or leave Layers empty`;
  return all;
}

/** "team=vision, try=2" as labels. */
export function labelsOf(text: string, problems: Problems): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const part of text.split(/[,\n]/).map((p) => p.trim())) {
    if (part === "") continue;
    const cut = part.indexOf("=");
    if (cut < 1) {
      problems.labels = `'${part}' is no label; write for example team=vision, try=2`;
      return {};
    }
    labels[part.slice(0, cut).trim()] = part.slice(cut + 1).trim();
  }
  return labels;
}
