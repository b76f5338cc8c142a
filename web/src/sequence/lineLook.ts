/** How a line between two tokens is drawn for its weight, on the page as in a figure. */
export const lineWidth = (weight: number): number => 0.75 + 5 * weight;

/** Few lines are each to be seen. */
export const plain = (weight: number): number => Math.min(1, Math.max(0.15, weight ** 0.5));

/** Many are to leave the strong ones to be seen: the more they are, and more so where some are kept in front of them. */
export const among = (weight: number, lines: number, behind: boolean): number =>
  Math.min(1, Math.max(Math.min(0.04, 20 / lines), weight ** 0.8) * (behind ? 0.4 : 1));
