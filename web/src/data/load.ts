import { atlases } from "../api/clients";
import { collectRows } from "../api/rows";
import { floatsOf, valuesOf } from "../api/tensor";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { type StreamTokensResponse, VectorKind } from "../gen/attentionviz/v1/atlas_service_pb";
import { matrixStream } from "./headStart";
import { headKey } from "./heads";
import { type MapName, mapSpec } from "./maps";
import { type TokenTable, tableOf } from "./tokens";

type Progress = (share: number) => void;

export async function loadTokens(jobId: string, signal: AbortSignal, progress?: Progress): Promise<TokenTable> {
  const chunks: StreamTokensResponse[] = [];
  let got = 0;
  for await (const chunk of atlases.streamTokens({ jobId }, { signal })) {
    chunks.push(chunk);
    got += chunk.texts.length;
    progress?.(got / Number(chunk.totalRows));
  }
  return tableOf(chunks);
}

function specOf(name: MapName) {
  const spec = mapSpec(name);
  if (!spec) throw new Error(`'${name}' is no map; names are like tsne2, umap3 or tsne2@0.45`);
  return spec;
}

/** [points, dimensions] of one head. */
export async function loadMap(jobId: string, layer: number, head: number, map: MapName, signal: AbortSignal, progress?: Progress) {
  const { method, dimensions, attentionWeight } = specOf(map);
  return (await collectRows(atlases.streamMap({ jobId, layer, head, method, dimensions, attentionWeight }, { signal }), progress)).values;
}

/** A head of the matrix: coordinates from 0 to 65535 between the head's own bounds. */
export interface Tile {
  layer: number;
  head: number;
  points: Uint16Array;
  dimensions: number;
  /** Least and greatest coordinate of each dimension. */
  minimum: number[];
  maximum: number[];
}

// Of the matrix that was looked at last: who opens a head and comes back has it at once. Tiles of a head do not change.
let last: { of: string; rows: Int32Array; tiles: Map<number, Tile> } | undefined;

/** Tiles as they come; `rows` are the token rows drawn, the same for all. */
export async function loadMatrix(
  jobId: string,
  map: MapName,
  pointsPerHead: number,
  heads: { layer: number; head: number }[],
  signal: AbortSignal,
  onTile: (tile: Tile, rows: Int32Array) => void,
): Promise<void> {
  const { dimensions } = specOf(map);
  const of = `${jobId} ${map} ${pointsPerHead}`;
  if (last?.of !== of) last = { of, rows: new Int32Array(), tiles: new Map() };
  const kept = last;
  const missing = heads.filter((h) => {
    const tile = kept.tiles.get(headKey(h.layer, h.head));
    if (tile) onTile(tile, kept.rows);
    return !tile;
  });
  if (missing.length === 0) return;
  for await (const { part } of matrixStream({ jobId, map, pointsPerHead, heads: missing }, signal)) {
    if (part.case === "header") {
      kept.rows = valuesOf(part.value.rows) as Int32Array;
    } else if (part.case === "tile") {
      const { layer, head, minimum, maximum } = part.value;
      const tile = { layer, head, points: valuesOf(part.value.points) as Uint16Array, dimensions, minimum, maximum };
      kept.tiles.set(headKey(layer, head), tile);
      onTile(tile, kept.rows);
    }
  }
}

export async function loadVectors(jobId: string, layer: number, head: number, kind: VectorKind, signal: AbortSignal) {
  return (await collectRows(atlases.streamVectors({ jobId, layer, head, kind }, { signal }))).values;
}

/** Norms of the head's queries, then of its keys: one for each point. */
export async function loadNorms(jobId: string, head: HeadSummary, signal: AbortSignal): Promise<Float32Array> {
  const [q, k] = await Promise.all(
    [VectorKind.QUERY_NORM, VectorKind.KEY_NORM].map((kind) => loadVectors(jobId, head.layer, head.head, kind, signal)),
  );
  const norms = new Float32Array(q.length + k.length);
  norms.set(q);
  norms.set(k, q.length);
  return norms;
}

/** [queries, keys] weights of one sequence and head. */
export interface Attention {
  layer: number;
  head: number;
  queries: number;
  keys: number;
  weights: Float32Array;
  queryRow: number;
  keyRow: number;
}

export async function loadAttention(
  jobId: string,
  sequenceIndex: number,
  heads: { layer: number; head: number }[],
  weighting: number,
  signal: AbortSignal,
): Promise<Attention[]> {
  const answer = await atlases.getAttention({ jobId, sequenceIndex: BigInt(sequenceIndex), heads, weighting }, { signal });
  return answer.heads.map((h) => ({
    layer: h.layer,
    head: h.head,
    queries: Number(h.weights?.shape[0] ?? 0),
    keys: Number(h.weights?.shape[1] ?? 0),
    weights: floatsOf(h.weights),
    queryRow: Number(h.queryRow),
    keyRow: Number(h.keyRow),
  }));
}
