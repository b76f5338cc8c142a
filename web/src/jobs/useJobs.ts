import { useCallback, useEffect, useRef, useState } from "react";
import { jobs } from "../api/clients";
import { type Failure, failureOf } from "../api/failure";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { useWatches } from "./useWatches";

const page = 20;
const mostOnPage = 1000;

export interface JobList {
  jobs: Job[];
  loading: boolean;
  failure?: Failure;
  /** Undefined on the last page. */
  more?: () => void;
  refresh: () => void;
  /** The job as it is now; a new one goes on top. */
  put: (job: Job) => void;
  remove: (jobId: string) => void;
}

/** Newest first; a job keeps its place however often it is put. */
export function withJob(list: Job[], job: Job): Job[] {
  const at = list.findIndex((j) => j.jobId === job.jobId);
  return at < 0 ? [job, ...list] : list.with(at, job);
}

/** Pages overlap when jobs were added since the one before. */
export function withPage(list: Job[], next: Job[]): Job[] {
  const known = new Set(list.map((job) => job.jobId));
  return [...list, ...next.filter((job) => !known.has(job.jobId))];
}

export function useJobs(): JobList {
  const [list, setList] = useState<Job[]>([]);
  const [token, setToken] = useState("");
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure>();
  const call = useRef<AbortController>(undefined);

  const load = useCallback(async (pageSize: number, pageToken: string) => {
    call.current?.abort();
    const abort = new AbortController();
    call.current = abort;
    setLoading(true);
    try {
      const answer = await jobs.listJobs({ pageSize, pageToken }, { signal: abort.signal });
      if (abort.signal.aborted) return;
      setList((before) => (pageToken ? withPage(before, answer.jobs) : answer.jobs));
      setToken(answer.nextPageToken);
      setFailure(undefined);
    } catch (error) {
      if (abort.signal.aborted) return;
      setFailure(failureOf(error));
    }
    setLoading(false);
  }, []);

  useEffect(() => {
    void load(page, "");
    return () => call.current?.abort();
  }, []);

  const put = useCallback((job: Job) => setList((before) => withJob(before, job)), []);
  const remove = useCallback((jobId: string) => setList((before) => before.filter((job) => job.jobId !== jobId)), []);
  const change = useCallback(
    (jobId: string, to: (job: Job) => Job) => setList((before) => before.map((job) => (job.jobId === jobId ? to(job) : job))),
    [],
  );
  useWatches(list, { change, remove });

  return {
    jobs: list,
    loading,
    failure,
    more: token ? () => void load(page, token) : undefined,
    refresh: () => void load(Math.min(mostOnPage, Math.max(page, list.length)), ""),
    put,
    remove,
  };
}
