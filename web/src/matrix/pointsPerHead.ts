/** Enough for a head to be known by, and few enough for a hundred heads to come within a second or two. */
const POINTS_PER_HEAD = 2000;

/** As the address has it, within what the gateway takes. */
export const pointsPerHead = (text: string) => Math.min(100_000, Math.max(2, Math.floor(Number(text)) || POINTS_PER_HEAD));
