import type { Attention } from "../data/load";

/** A head's weights small enough to keep hundreds of them. */
export interface Thumb {
  layer: number;
  head: number;
  width: number;
  height: number;
  /** [height, width]: share of the head's greatest weight, 0..255; each pixel is the greatest of what it stands for. */
  shares: Uint8ClampedArray;
}

/** No larger than `most` pixels a side: a mean would wash out the thin diagonals that heads are known by. */
export function thumbOf({ layer, head, queries, keys, weights }: Attention, most = 48): Thumb {
  const [width, height] = [Math.min(most, keys), Math.min(most, queries)];
  const peaks = new Float32Array(width * height);
  let top = 0;
  for (let q = 0; q < queries; q++) {
    const line = Math.floor((q * height) / queries) * width;
    for (let k = 0; k < keys; k++) {
      const value = weights[q * keys + k];
      const place = line + Math.floor((k * width) / keys);
      if (value > peaks[place]) peaks[place] = value;
      if (value > top) top = value;
    }
  }
  const shares = Uint8ClampedArray.from(peaks, (v) => (top > 0 ? Math.sqrt(v / top) * 255 : 0));
  return { layer, head, width, height, shares };
}
