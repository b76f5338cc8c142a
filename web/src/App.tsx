import { lazy, Suspense } from "react";
import { AtlasPage } from "./atlas/AtlasPage";
import { usePlace } from "./state/place";
import { TopBar } from "./ui/TopBar";

// An atlas is what most addresses lead to; the other pages come when they are opened.
const ComparePage = lazy(() => import("./compare/ComparePage").then((m) => ({ default: m.ComparePage })));
const JobsPage = lazy(() => import("./jobs/JobsPage").then((m) => ({ default: m.JobsPage })));

export function App() {
  const place = usePlace();
  return (
    <div className="app">
      <TopBar />
      <Suspense fallback={<main className="page" />}>
        {place.view === "jobs" && <JobsPage />}
        {place.view === "atlas" && <AtlasPage key={place.job} jobId={place.job} />}
        {place.view === "compare" && <ComparePage key={`${place.job} ${place.other}`} jobId={place.job} otherId={place.other} />}
      </Suspense>
    </div>
  );
}
