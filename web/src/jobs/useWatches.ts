import { Code } from "@connectrpc/connect";
import { useEffect, useRef } from "react";
import { jobs } from "../api/clients";
import { failureOf } from "../api/failure";
import { isFinal } from "../data/jobState";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import { advanced } from "./progress";
import { watchJob } from "./watch";

/** A browser keeps six connections to a host over HTTP/1.1; a watch holds one for as long as it lasts. */
const mostWatches = 3;
const pollEvery = 5000;

export interface Changes {
  change: (jobId: string, to: (job: Job) => Job) => void;
  remove: (jobId: string) => void;
}

/** Those at work before those that wait. */
export function toWatch(list: Job[]): string[] {
  const unfinished = list.filter((job) => !isFinal(job.state));
  const waits = (job: Job) => (job.state === JobState.QUEUED ? 1 : 0);
  return unfinished.sort((a, b) => waits(a) - waits(b)).map((job) => job.jobId);
}

/** Keeps unfinished jobs of the list as they are now: the first few by a watch each, the others by asking now and then. */
export function useWatches(list: Job[], changes: Changes): void {
  const unfinished = toWatch(list);
  const watched = unfinished.slice(0, mostWatches).sort().join(" ");
  const polled = unfinished.slice(mostWatches).sort().join(" ");
  const open = useRef(new Map<string, AbortController>());

  useEffect(() => {
    const wanted = watched ? watched.split(" ") : [];
    for (const [id, abort] of open.current) {
      if (wanted.includes(id)) continue;
      abort.abort();
      open.current.delete(id);
    }
    for (const id of wanted) {
      if (open.current.has(id)) continue;
      const abort = new AbortController();
      open.current.set(id, abort);
      void follow(id, abort.signal, changes);
    }
  }, [watched]);

  useEffect(() => {
    const all = open.current;
    return () => {
      for (const abort of all.values()) abort.abort();
      all.clear();
    };
  }, []);

  useEffect(() => {
    if (!polled) return;
    const abort = new AbortController();
    const timer = setInterval(
      () =>
        void Promise.all(
          polled
            .split(" ")
            .slice(0, 10)
            .map((id) => look(id, abort.signal, changes)),
        ),
      pollEvery,
    );
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [polled]);
}

async function follow(jobId: string, signal: AbortSignal, changes: Changes): Promise<void> {
  try {
    for await (const message of watchJob(jobId, signal)) {
      // A change of state says neither what was planned nor how long the job is kept. Asked before the list hears of it, for a
      // job that has ended there is not watched any longer.
      const asked = message.event.case === "stateChange" ? await ask(jobId, signal) : undefined;
      changes.change(jobId, (job) => newer(advanced(job, message), asked));
    }
  } catch (error) {
    if (isGone(error)) changes.remove(jobId);
  }
}

async function look(jobId: string, signal: AbortSignal, changes: Changes): Promise<void> {
  try {
    const job = await ask(jobId, signal);
    changes.change(jobId, (known) => newer(known, job));
  } catch (error) {
    if (isGone(error)) changes.remove(jobId);
  }
}

const isGone = (error: unknown) => failureOf(error).code === Code.NotFound;

const newer = (known: Job, asked: Job | undefined): Job => (asked && asked.lastSequence >= known.lastSequence ? asked : known);

/** Undefined where there was no answer, which the next message or the next look makes up for. Throws where the job is gone. */
async function ask(jobId: string, signal: AbortSignal): Promise<Job | undefined> {
  try {
    return (await jobs.getJob({ jobId }, { signal })).job;
  } catch (error) {
    if (isGone(error)) throw error;
    return undefined;
  }
}
