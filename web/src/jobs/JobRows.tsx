import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import type { RowActions } from "./JobActions";
import { JobRow } from "./JobRow";
import type { Corpora } from "./useCorpora";
import type { JobList } from "./useJobs";

export function JobRows({
  list,
  corpora,
  mostDays,
  actions,
  mayStart,
  started,
}: {
  list: JobList;
  corpora: Corpora;
  mostDays: number;
  actions: RowActions;
  mayStart: boolean;
  started: string;
}) {
  const { jobs, loading, failure } = list;
  return (
    <section className="stack list" aria-label="Jobs">
      <div className="row">
        <h2 className="grow">Jobs</h2>
        <button className="bare" onClick={list.refresh} disabled={loading}>
          Refresh
        </button>
      </div>
      {failure && <FailureNote failure={failure} retry={list.refresh} />}
      {loading && jobs.length === 0 && <Progress label="Asking for jobs" />}
      {!loading && !failure && jobs.length === 0 && (
        <p className="panel">
          {mayStart
            ? "No jobs yet. Choose a model, paste a few lines of text or give a file, and press Start: the maps of its heads come one after the other."
            : "No jobs yet."}
        </p>
      )}
      <ol className="stack">
        {jobs.map((job) => (
          <JobRow
            key={job.jobId}
            job={job}
            corpus={corpora.find(job.spec?.corpusId ?? "")}
            mostDays={mostDays}
            actions={actions}
            fresh={job.jobId === started}
          />
        ))}
      </ol>
      {list.more && (
        <button className="more" onClick={list.more} disabled={loading}>
          {loading ? "Loading ..." : "More jobs"}
        </button>
      )}
    </section>
  );
}
