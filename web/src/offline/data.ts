import type { MapName } from "../data/maps";
import type { Theme } from "../ui/theme";

/** What an exported page holds. Bytes are base64. */
export interface OfflineHead {
  title: string;
  /** HeadSummary. */
  head: string;
  /** StreamTokensResponse with every token. */
  tokens: string;
  map: MapName;
  /** float32, [points, dimensions]. */
  positions: string;
  /** Queries and keys, float32, [n, width]; empty where attention cannot be told from them. */
  vectors: string[];
  /** Colouring that it opens with. */
  color: string;
  theme: Theme;
}
