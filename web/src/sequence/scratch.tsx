import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { atlases } from "../api/clients";
import { loadTokens } from "../data/load";
import { sequenceAt } from "../data/tokens";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { applyTheme } from "../ui/theme";
import { SequencePanel } from "./SequencePanel";
import type { Token } from "./sides";
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

applyTheme();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Scratch />
  </StrictMode>,
);
