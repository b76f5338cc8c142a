/** Enough for a head to be known by, and few enough for a hundred heads to come within a second or two. */
const POINTS_PER_HEAD = 2000;

/** The gateway draws whole sequences, and refuses where not even one would fit. */
const LEAST = 100;

/** As the address has it, within what the gateway takes. */
export function pointsPerHead(text: string): number {
  const wished = Math.floor(Number(text));
  return wished >= LEAST ? Math.min(100_000, wished) : POINTS_PER_HEAD;
}
