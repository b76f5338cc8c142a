import { create, toBinary } from "@bufbuild/protobuf";
import { loadVectors } from "../data/load";
import type { MapName } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import { type Atlas, type HeadSummary, HeadSummarySchema } from "../gen/attentionviz/v1/atlas_pb";
import { StreamTokensResponseSchema, VectorKind } from "../gen/attentionviz/v1/atlas_service_pb";
import type { OfflineHead } from "../offline/data";
import type { Theme } from "../ui/theme";
import { base64 } from "./base64";
import { escapeXml } from "./dots";
import { fileName, save } from "./save";

interface Data {
  jobId: string;
  atlas: Atlas;
  table: TokenTable;
  head: HeadSummary;
  map: MapName;
  positions: Float32Array;
  coloring: { id: string };
}

/** One page that holds a head, its tokens and the script that shows it; nothing is fetched when it is opened. */
export async function saveOffline(name: string, data: Data, theme: Theme): Promise<void> {
  const answer = await fetch("/offline/viewer.js");
  if (!answer.ok) throw new Error(`the gateway does not serve /offline/viewer.js (${answer.status}); build the viewer anew`);
  const [script, head] = await Promise.all([answer.text(), headOf(data, theme)]);
  save(fileName(name, "html"), new Blob([pageOf(name, script, head)], { type: "text/html" }));
}

async function headOf({ jobId, atlas, table, head, map, positions, coloring }: Data, theme: Theme): Promise<OfflineHead> {
  const layer = atlas.model?.layers.find((l) => l.layer === head.layer);
  const exact = atlas.spec?.retainVectors !== false && !layer?.hasBias && layer?.logitCap === undefined && !layer?.hasSink;
  const kinds = [VectorKind.QUERY, VectorKind.KEY];
  const vectors = exact
    ? await Promise.all(kinds.map((kind) => loadVectors(jobId, head.layer, head.head, kind, new AbortController().signal)))
    : [];
  return {
    title: `${atlas.model?.modelId} over ${atlas.corpus?.name || "a corpus"}`,
    head: base64(toBinary(HeadSummarySchema, head)),
    tokens: base64(toBinary(StreamTokensResponseSchema, chunkOf(table))),
    map,
    positions: base64(bytesOf(positions)),
    vectors: vectors.map((v) => base64(bytesOf(v))),
    color: coloring.id,
    theme,
  };
}

const bytesOf = (numbers: Float32Array) => new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

const chunkOf = (table: TokenTable) =>
  create(StreamTokensResponseSchema, {
    firstRow: 0n,
    totalRows: BigInt(table.rows),
    sequences: table.sequences,
    positions: [...table.positions],
    tokenIds: [...table.ids],
    texts: Array.from(table.textOf, (text) => table.texts[text]),
    special: Array.from(table.special, (s) => s === 1),
    sides: [...table.sides],
  });

/** Neither data nor script may end the element that holds it. */
function pageOf(name: string, script: string, head: OfflineHead): string {
  return `<!doctype html>
<html lang="en" data-theme="${head.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>${escapeXml(name)}</title>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="head">${JSON.stringify(head).replaceAll("<", "\\u003c")}</script>
<script>${script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--")}</script>
</body>
</html>
`;
}
