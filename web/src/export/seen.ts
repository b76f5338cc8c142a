import type { ImageGrid } from "../gen/attentionviz/v1/atlas_service_pb";
import type { Side, Token } from "../sequence/sides";
import type { Weights } from "../sequence/weights";

/** The weights of a sequence as they are shown: what WeightsView draws, and in which form. */
export interface Seen {
  queries: Side;
  keys: Side;
  /** Without what is hidden. */
  weights: Weights;
  /** See sequence/modes. */
  mode: string;
  image?: { grid: ImageGrid; url?: string };
  hidden: (token: Token) => boolean;
  selected?: Token;
}
