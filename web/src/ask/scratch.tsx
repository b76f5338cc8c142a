import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { atlases } from "../api/clients";
import { loadTokens } from "../data/load";
import { usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { applyTheme } from "../ui/theme";
import { SearchBar } from "./SearchBar";
import { useSearch } from "./useSearch";
import "../styles/base.css";
import "../styles/ui.css";
import "../styles/app.css";

function Page() {
  const place = usePlace();
  const atlas = useLoaded(async (signal) => (await atlases.getAtlas({ jobId: place.job }, { signal })).atlas, [place.job]).value;
  const table = useLoaded((signal) => loadTokens(place.job, signal), [place.job]).value;
  const search = useSearch(place.job, table);
  return (
    <main className="page stack">
      <SearchBar search={search} table={table} />
      <pre>{JSON.stringify({ hits: search.hits?.reduce((a, b) => a + b, 0), heads: search.heads.size, atlas: atlas?.heads.length })}</pre>
    </main>
  );
}

applyTheme();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
