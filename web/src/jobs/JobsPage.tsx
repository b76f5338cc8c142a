import { useCallback, useMemo, useRef, useState } from "react";
import { server } from "../api/clients";
import { isFinal } from "../data/jobState";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { type GetServerInfoResponse, Scope } from "../gen/attentionviz/v1/server_service_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { JobRows } from "./JobRows";
import { NewJob } from "./NewJob";
import { reusing } from "./reuse";
import { ServerLine } from "./ServerLine";
import { sameCorpus } from "./sameCorpus";
import { useCorpora } from "./useCorpora";
import { useDraft } from "./useDraft";
import { useJobs } from "./useJobs";
import { secondsOf } from "./words";
import "../styles/jobs.css";

export function JobsPage() {
  const info = useLoaded((signal) => server.getServerInfo({}, { signal }), []);
  return (
    <main className="page jobs">
      <h1 className="hidden">Jobs</h1>
      {info.failure && <FailureNote failure={info.failure} retry={info.retry} />}
      {info.loading && !info.value && <Progress label="Asking the gateway" cancel={info.cancel} />}
      {info.value && <Jobs info={info.value} />}
    </main>
  );
}

function Jobs({ info }: { info: GetServerInfoResponse }) {
  const list = useJobs();
  const corpora = useCorpora(list.jobs);
  const [draft, set] = useDraft();
  const [started, setStarted] = useState("");
  const [summons, setSummons] = useState(0);
  const mayChange = info.caller !== undefined && info.caller.scope >= Scope.SUBMIT;
  const mostDays = mayChange ? (secondsOf(info.limits?.maxJobTtl) ?? 0) / 86_400 : 0;

  const onJob = useCallback((job: Job) => {
    list.put(job);
    setStarted(job.jobId);
  }, []);
  const now = useRef({ list, corpora });
  now.current = { list, corpora };
  const actions = useMemo(
    () => ({
      put: list.put,
      remove: (jobId: string) => {
        list.remove(jobId);
        now.current.corpora.refresh();
      },
      others: (job: Job) => sameCorpus(job, now.current.list.jobs, (id) => now.current.corpora.find(id)?.sha256),
      otherMaps: (job: Job) => {
        set(reusing(job));
        setSummons((n) => n + 1);
      },
    }),
    [],
  );
  const ended = list.jobs.filter((job) => isFinal(job.state)).length;

  return (
    <>
      <div className="two">
        {mayChange && info.limits ? (
          <NewJob
            draft={draft}
            set={set}
            limits={info.limits}
            corpora={corpora}
            listed={list.jobs}
            onJob={onJob}
            started={list.jobs.find((job) => job.jobId === started)}
            summons={summons}
          />
        ) : (
          <p className="panel">
            {info.caller?.tenant ? `Your key for ${info.caller.tenant}` : "Your key"} may only read: atlases can be opened, but no job
            started, cancelled or deleted. Ask those who run this server for a key that may submit.
          </p>
        )}
        <JobRows list={list} corpora={corpora} mostDays={mostDays} actions={actions} mayStart={mayChange} started={started} />
      </div>
      <ServerLine info={info} turn={`${list.jobs.length} ${ended}`} />
    </>
  );
}
