import { Code, ConnectError } from "@connectrpc/connect";
import { jobs } from "../api/clients";
import { isFinal } from "../data/jobState";
import { JobState } from "../gen/attentionviz/v1/job_pb";
import type { WatchJobResponse } from "../gen/attentionviz/v1/job_service_pb";

type Open = (request: { jobId: string; afterSequence: bigint }, options: { signal: AbortSignal }) => AsyncIterable<WatchJobResponse>;
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** These are answers, not accidents: asking again would get the same. */
const lasting = new Set([Code.NotFound, Code.InvalidArgument, Code.Unauthenticated, Code.PermissionDenied, Code.Unimplemented]);

/** 1, 2, 4 ... 30 s, give or take a quarter, so that many pages do not come back at once. */
export const backOff = (attempt: number, chance = Math.random()): number => Math.min(30_000, 1000 * 2 ** attempt) * (0.75 + chance / 2);

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Every message until the job has ended; a stream that breaks is taken up where it broke. Ends quietly when aborted. */
export async function* watchJob(
  jobId: string,
  signal: AbortSignal,
  open: Open = (request, options) => jobs.watchJob(request, options),
  wait: Wait = pause,
): AsyncGenerator<WatchJobResponse> {
  let [seen, attempt] = [0n, 0];
  while (!signal.aborted) {
    try {
      for await (const message of open({ jobId, afterSequence: seen }, { signal })) {
        if (message.sequence > seen) [seen, attempt] = [message.sequence, 0];
        yield message;
        if (isFinal(stateIn(message))) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ConnectError && lasting.has(error.code)) throw error;
    }
    await wait(backOff(attempt++), signal);
  }
}

function stateIn({ event }: WatchJobResponse): JobState {
  return event.case === "snapshot" || event.case === "stateChange" ? event.value.state : JobState.UNSPECIFIED;
}
