import { lazy, Suspense, useCallback, useState } from "react";
import { freshPlace, go, usePlace, viewOf } from "../state/place";
import { Boundary } from "./Boundary";
import { setTheme, useTheme } from "./theme";
import { usePageKeys } from "./usePageKeys";

const Guide = lazy(() => import("../guide/Guide").then((m) => ({ default: m.Guide })));

export function TopBar() {
  const theme = useTheme();
  const place = usePlace();
  const [guide, setGuide] = useState(false);
  usePageKeys(useCallback(() => setGuide(true), []));
  return (
    <header className="top row">
      <a
        href="/"
        className="brand"
        onClick={(e) => {
          if (e.metaKey || e.ctrlKey || e.shiftKey) return;
          e.preventDefault();
          go(freshPlace({}));
        }}
      >
        <img src="/icon.svg" alt="" width="22" height="22" /> AttentionViz
      </a>
      <nav className="row grow" aria-label="Main">
        <button className="bare" aria-current={viewOf(place) === "jobs" ? "page" : undefined} onClick={() => go(freshPlace({}))}>
          Jobs
        </button>
      </nav>
      <button className="bare" onClick={() => setGuide(true)}>
        How to read this
      </button>
      <button className="bare" onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
        {theme === "dark" ? "Light" : "Dark"}
      </button>
      {guide && (
        <Boundary>
          <Suspense fallback={null}>
            <Guide close={() => setGuide(false)} />
          </Suspense>
        </Boundary>
      )}
    </header>
  );
}
