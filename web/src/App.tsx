import { lazy, Suspense } from "react";
import { AtlasPage } from "./atlas/AtlasPage";
import { usePlace, viewOf } from "./state/place";
import { Boundary } from "./ui/Boundary";
import { TopBar } from "./ui/TopBar";

// An atlas is what most addresses lead to; the other pages come when they are opened.
const ComparePage = lazy(() => import("./compare/ComparePage").then((m) => ({ default: m.ComparePage })));
const JobsPage = lazy(() => import("./jobs/JobsPage").then((m) => ({ default: m.JobsPage })));

export function App() {
  const place = usePlace();
  const view = viewOf(place);
  return (
    <div className="app">
      <TopBar />
      <Boundary key={`${view} ${place.job}`}>
        <Suspense fallback={<main className="page" />}>
          {view === "jobs" && <JobsPage />}
          {view === "atlas" && <AtlasPage key={place.job} jobId={place.job} />}
          {view === "compare" && <ComparePage key={`${place.job} ${place.other}`} jobId={place.job} otherId={place.other} />}
        </Suspense>
      </Boundary>
    </div>
  );
}
