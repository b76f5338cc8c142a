import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { atlases } from "../api/clients";
import { loadTokens } from "../data/load";
import { sequenceAt } from "../data/tokens";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { applyTheme } from "../ui/theme";
import { SequencePanel } from "./SequencePanel";
import type { Token } from "./sides";
import { WeightsView } from "./WeightsView";
import { renormalised } from "./weights";
import { withoutHidden } from "./withoutHidden";
import "../styles/base.css";
import "../styles/ui.css";
import "../styles/app.css";

function Scratch() {
  const place = usePlace();
  const job = place.job;
  const { value, failure } = useLoaded(
    async (signal) => ({ atlas: (await atlases.getAtlas({ jobId: job }, { signal })).atlas!, table: await loadTokens(job, signal) }),
    [job],
  );
  const [hovered, setHovered] = useState<Token>();
  const [selected, setSelected] = useState<Token>();
  if (failure) return <p>{failure.message}</p>;
  if (!value) return <p>...</p>;
  const [, l, h] = /L(\d+)H(\d+)/.exec(place.head) ?? ["", "0", "0"];
  if (size.has("bias")) for (const x of value.atlas.model!.layers) if (x.layer === Number(size.get("bias"))) x.hasBias = true;
  const head = value.atlas.heads.find((x) => x.layer === Number(l) && x.head === Number(h))!;
  const sequence = place.seq ? sequenceAt(value.table, Number(place.seq)) : 0;
  return (
    <div style={{ width: Number(new URLSearchParams(location.hash.slice(1)).get("w") ?? 560), padding: 12 }}>
      <SequencePanel
        jobId={job}
        atlas={value.atlas}
        table={value.table}
        head={head}
        sequence={sequence}
        hovered={hovered}
        onHover={setHovered}
        selected={selected}
        onSelect={setSelected}
        onAsk={(pairs) => console.log("ask", JSON.stringify(pairs))}
        onHead={(layer, head) => go({ head: `L${layer}H${head}` })}
        onAttention={(a) => {
          (window as any).attention = a;
        }}
        close={() => console.log("close")}
      />
    </div>
  );
}

function Synthetic({ q, k }: { q: number; k: number }) {
  const [hovered, setHovered] = useState<Token>();
  const [hidden, setHidden] = useState<Set<number>>(new Set());
  const [asked] = useState({ on: false, pairs: [], start() {}, stop() {}, pick() {}, drop() {} });
  const [base] = useState(() =>
    renormalised({ queries: q, keys: k, values: Float32Array.from({ length: q * k }, () => Math.random() ** 6) }),
  );
  const side = (title: string, n: number) => ({ title, texts: Array.from({ length: n }, (_, i) => `token${i}`), firstRow: 0 });
  const [sides] = useState({ queries: side("Queries (target)", q), keys: side("Keys (source)", k) });
  const off = useMemo(() => (t: Token) => hidden.has(t.row * 2 + (t.query ? 1 : 0)), [hidden]);
  const weights = useMemo(() => withoutHidden(base, sides, off), [base, sides, off]);
  const mode = new URLSearchParams(location.search).get("show") ?? "one";
  return (
    <div className="sequence" style={{ width: 560, padding: 12 }}>
      <WeightsView
        {...sides}
        weights={weights}
        mode={mode}
        hidden={off}
        hovered={hovered}
        onHover={setHovered}
        asking={asked}
        onSelect={() => {}}
        onToggle={(t) => setHidden((h) => new Set([...h, t.row * 2 + (t.query ? 1 : 0)]))}
      />
    </div>
  );
}

const size = new URLSearchParams(location.hash.slice(1));
applyTheme();
createRoot(document.getElementById("root")!).render(
  <StrictMode>{size.has("q") ? <Synthetic q={Number(size.get("q"))} k={Number(size.get("k"))} /> : <Scratch />}</StrictMode>,
);
