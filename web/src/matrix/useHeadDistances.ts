import { rankHeads } from "../ask/rankHeads";
import { rankingOf, valuesByHead } from "../ask/ranking";
import { headText } from "../atlas/headAt";
import { headKey, profileOf } from "../data/heads";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";

const AT_ONCE = 2;

/** How unlike heads are, two by two: [n, n]. Profiles are at hand; attention and geometry are asked for, head by head. */
export function useHeadDistances(jobId: string, heads: HeadSummary[], wished: string) {
  const by = rankingOf(`like:${wished}:L0H0`) ? wished : "profile";
  const of = `${by} ${heads.map(headText).join(" ")}`;
  const loaded = useLoaded(
    async (signal, progress) => ({
      of,
      distances: by === "profile" ? byProfile(heads) : await byLikeness(jobId, heads, by, signal, progress),
    }),
    [jobId, of],
  );
  return { ...loaded, value: loaded.value?.of === of ? loaded.value.distances : undefined };
}

function byProfile(heads: HeadSummary[]): Float64Array {
  const profiles = heads.map(profileOf);
  return matrixOf(heads.length, (i, j) => Math.hypot(...profiles[i].map((v, d) => v - profiles[j][d])));
}

async function byLikeness(jobId: string, heads: HeadSummary[], by: string, signal: AbortSignal, progress: (share: number) => void) {
  const rows = new Map<number, Map<number, number>>();
  const waiting = heads.map((_, i) => i);
  const work = async () => {
    for (let i = waiting.shift(); i !== undefined && !signal.aborted; i = waiting.shift()) {
      const ranked = await rankHeads(jobId, rankingOf(`like:${by}:${headText(heads[i])}`)!, signal);
      rows.set(i, valuesByHead(ranked.heads));
      progress(rows.size / heads.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // Heads that cannot be compared, such as those of other sides, are as unlike as can be.
  const alike = (i: number, j: number) => rows.get(i)?.get(headKey(heads[j].layer, heads[j].head)) ?? 0;
  return matrixOf(heads.length, (i, j) => 1 - Math.min(1, (alike(i, j) + alike(j, i)) / 2));
}

function matrixOf(n: number, distance: (i: number, j: number) => number): Float64Array {
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) distances[i * n + j] = distances[j * n + i] = distance(i, j);
  return distances;
}
