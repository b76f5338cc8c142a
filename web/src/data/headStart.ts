import { atlases } from "../api/clients";
import type { GetAtlasResponse, StreamMatrixResponse } from "../gen/attentionviz/v1/atlas_service_pb";
import { mapSpec, mapsOf } from "./maps";

// The first view's questions are asked before the page has drawn anything; each answer is taken once, by who would have asked.
let atlas: { jobId: string; answer: Promise<GetAtlasResponse> } | undefined;
let matrix: { key: string; stream: AsyncIterable<StreamMatrixResponse>; call: AbortController } | undefined;

export interface MatrixQuestion {
  jobId: string;
  map: string;
  pointsPerHead: number;
  heads: { layer: number; head: number }[];
}

const keyOf = ({ jobId, map, pointsPerHead, heads }: MatrixQuestion) =>
  [jobId, map, pointsPerHead, ...heads.map((h) => `${h.layer}/${h.head}`)].join(" ");

/** Asks for an atlas and, once it is there, for its matrix. */
export function headStart(jobId: string, map: string, pointsPerHead: number, matrixToo: boolean): void {
  const answer = atlases.getAtlas({ jobId });
  atlas = { jobId, answer };
  answer.then(
    ({ atlas: found }) => {
      if (!found || !matrixToo) return;
      const maps = mapsOf(found);
      const heads = found.heads.filter((h) => h.ready);
      const question = { jobId, map: maps.includes(map) ? map : maps[0], pointsPerHead, heads };
      if (heads.length === 0) return;
      const call = new AbortController();
      matrix = { key: keyOf(question), stream: begun(askMatrix(question, call.signal)), call };
    },
    // Whoever takes the answer hears of it.
    () => {},
  );
}

export function takeAtlas(jobId: string): Promise<GetAtlasResponse> | undefined {
  const taken = atlas?.jobId === jobId ? atlas.answer : undefined;
  atlas = undefined;
  return taken;
}

/** The stream of a matrix: the one that was begun, where it is of the same question. */
export function matrixStream(question: MatrixQuestion, signal: AbortSignal): AsyncIterable<StreamMatrixResponse> {
  const early = matrix;
  matrix = undefined;
  if (early?.key !== keyOf(question)) {
    early?.call.abort();
    return askMatrix(question, signal);
  }
  signal.addEventListener("abort", () => early.call.abort());
  return early.stream;
}

function askMatrix({ jobId, map, pointsPerHead, heads }: MatrixQuestion, signal: AbortSignal): AsyncIterable<StreamMatrixResponse> {
  const spec = mapSpec(map);
  if (!spec) throw new Error(`'${map}' is no map; names are like tsne2, umap3 or tsne2@0.45`);
  const { method, dimensions, attentionWeight } = spec;
  return atlases.streamMatrix({ jobId, method, dimensions, attentionWeight, pointsPerHead, heads }, { signal });
}

/** A call is sent when its first message is asked for. */
function begun<T>(stream: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = stream[Symbol.asyncIterator]();
  const first = iterator.next();
  first.catch(() => {});
  return {
    async *[Symbol.asyncIterator]() {
      for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
    },
  };
}
