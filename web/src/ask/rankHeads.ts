import { explore } from "../api/clients";
import type { By, RankedHead } from "./ranking";

/** The most heads that FindHeads returns. */
const limit = 1000;

/** Heads, best first, and how many were compared. */
export async function rankHeads(jobId: string, by: By, signal: AbortSignal): Promise<{ heads: RankedHead[]; compared: number }> {
  const { heads, compared } = await explore.findHeads({ jobId, by, limit }, { signal });
  return { heads: heads.map(({ layer, head, value, keyRank }) => ({ layer, head, value, keyRank })), compared };
}
