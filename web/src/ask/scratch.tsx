import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { atlases } from "../api/clients";
import { loadTokens } from "../data/load";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { applyTheme } from "../ui/theme";
import { FoundHeads } from "./FoundHeads";
import { OwnPanel } from "./OwnPanel";
import { SearchBar } from "./SearchBar";
import { useHeadRanking } from "./useHeadRanking";
import { useSearch } from "./useSearch";
import "../styles/base.css";
import "../styles/ui.css";
import "../styles/app.css";

function Page() {
  const place = usePlace();
  const atlas = useLoaded(async (signal) => (await atlases.getAtlas({ jobId: place.job }, { signal })).atlas, [place.job]).value;
  const table = useLoaded((signal) => loadTokens(place.job, signal), [place.job]).value;
  const search = useSearch(place.job, table);
  const ranking = useHeadRanking(place.job, place.sort);
  const [found, setFound] = useState(true);
  const h = /^L(\d+)H(\d+)$/.exec(place.head);
  const head = h ? atlas?.heads.find((s) => s.layer === +h[1] && s.head === +h[2]) : undefined;
  const onHead = (layer: number, one: number) => go({ head: `L${layer}H${one}` });
  return (
    <main className="page stack">
      <SearchBar search={search} table={table} />
      <pre id="state">
        {JSON.stringify({
          hits: search.hits?.reduce((a, b) => a + b, 0),
          heads: search.heads.size,
          ranking: ranking.values && [...ranking.values].slice(0, 5),
          loading: ranking.loading,
          failure: ranking.failure?.message,
        })}
      </pre>
      <div className="row" style={{ alignItems: "start" }}>
        <div style={{ width: 480 }}>
          {atlas && found && table && !atlas.model?.maxTokens === false && (
            <FoundHeads
              jobId={place.job}
              atlas={atlas}
              pairs={{
                sequenceIndex: Number(table.sequences[1].index),
                pairs: [{ queryPosition: 3, keyPosition: 2 }],
                label: "let → pilot",
              }}
              onHead={onHead}
              onRanked={(order) => console.log("ranked", order.length)}
              close={() => setFound(false)}
            />
          )}
        </div>
        <div style={{ width: 520 }}>
          {atlas && <OwnPanel jobId={place.job} atlas={atlas} head={head} onHead={onHead} close={() => {}} />}
        </div>
      </div>
    </main>
  );
}

applyTheme();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
