import { AtlasPage } from "./atlas/AtlasPage";
import { ComparePage } from "./compare/ComparePage";
import { JobsPage } from "./jobs/JobsPage";
import { usePlace } from "./state/place";
import { TopBar } from "./ui/TopBar";

export function App() {
  const place = usePlace();
  return (
    <div className="app">
      <TopBar />
      {place.view === "jobs" && <JobsPage />}
      {place.view === "atlas" && <AtlasPage key={place.job} jobId={place.job} />}
      {place.view === "compare" && <ComparePage key={`${place.job} ${place.other}`} jobId={place.job} otherId={place.other} />}
    </div>
  );
}
