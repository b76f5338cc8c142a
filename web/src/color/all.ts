import { isImage, type TokenTable } from "../data/tokens";
import type { Coloring } from "./coloring";
import { imageColorings } from "./image";
import { byMetadata, metadataFields } from "./metadata";
import { textColorings } from "./text";

/** Every way to colour this sample, the default first. */
export function coloringsOf(table: TokenTable): Coloring[] {
  const own = isImage(table) ? imageColorings : textColorings;
  return [...own, ...metadataFields(table).map((field) => byMetadata(table, field))];
}
