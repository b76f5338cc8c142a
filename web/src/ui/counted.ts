/** A whole number in groups of three. The browser's own formatting takes tens of milliseconds to start, which the first view does not have. */
export const grouped = (n: number | bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

export const counted = (n: number | bigint, unit: string): string => `${grouped(n)} ${unit}${Number(n) === 1 ? "" : "s"}`;
