import { fromBinary } from "@bufbuild/protobuf";
import { createRoot } from "react-dom/client";
import { tableOf } from "../data/tokens";
import { fromBase64 } from "../export/base64";
import { HeadSummarySchema } from "../gen/attentionviz/v1/atlas_pb";
import { StreamTokensResponseSchema } from "../gen/attentionviz/v1/atlas_service_pb";
import base from "../styles/base.css?inline";
import head from "../styles/head.css?inline";
import legend from "../styles/legend.css?inline";
import offline from "../styles/offline.css?inline";
import sequence from "../styles/sequence.css?inline";
import ui from "../styles/ui.css?inline";
import { setOfflineTheme } from "../ui/theme";
import type { OfflineHead } from "./data";
import { OfflinePage } from "./OfflinePage";

const given: OfflineHead = JSON.parse(document.getElementById("head")!.textContent!);
const style = document.createElement("style");
style.textContent = [base, ui, legend, head, sequence, offline].join("\n");
document.head.append(style);
setOfflineTheme(given.theme);

const floats = (text: string) => new Float32Array(fromBase64(text).buffer);
createRoot(document.getElementById("root")!).render(
  <OfflinePage
    title={given.title}
    head={fromBinary(HeadSummarySchema, fromBase64(given.head))}
    table={tableOf([fromBinary(StreamTokensResponseSchema, fromBase64(given.tokens))])}
    map={given.map}
    positions={floats(given.positions)}
    vectors={given.vectors.map(floats)}
    color={given.color}
  />,
);
