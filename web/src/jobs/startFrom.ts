import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import type { Draft } from "./draft";
import { drawnAs } from "./reuse";

/** The bytes that a job would be over. Of a pasted text the hash is left empty: the server compares it. */
export type Bytes = Pick<Corpus, "corpusId" | "format" | "bytes" | "sha256">;

type Find = (corpusId: string) => Bytes | undefined;

function isOver(job: Job, wanted: Bytes, find: Find): boolean {
  const corpusId = job.spec?.corpusId ?? "";
  if (corpusId === wanted.corpusId) return true;
  const had = find(corpusId);
  if (!had || had.format !== wanted.format || had.bytes !== wanted.bytes) return false;
  return wanted.sha256 === "" || had.sha256 === wanted.sha256;
}

/** The seed that drew the job's tokens: for vectors taken from another job, that one's. */
export function drawingSeed(job: Job, all: Job[]): bigint | undefined {
  let at: Job | undefined = job;
  while (at?.spec?.reuseVectorsOf) {
    const from: string = at.spec.reuseVectorsOf;
    at = all.find((j) => j.jobId === from);
  }
  return at?.spec?.seed;
}

/** Jobs over the same bytes whose maps others can start from; those of the same model first. */
export function startsOver(wanted: Bytes, model: string, all: Job[], find: Find): Job[] {
  const away = (job: Job) => (job.spec?.modelId === model ? 0 : 1);
  return all.filter((job) => job.state === JobState.SUCCEEDED && isOver(job, wanted, find)).sort((a, b) => away(a) - away(b));
}

/** The same for the vectors of an earlier job, whose tokens are drawn already; itself first. */
export function startsBeside(reused: Job, all: Job[], find: Find): Job[] {
  const { corpusId = "", modelId = "", tokenBudget } = reused.spec ?? {};
  const wanted = find(corpusId) ?? { corpusId, format: CorpusFormat.UNSPECIFIED, bytes: 0n, sha256: "" };
  const seed = drawingSeed(reused, all);
  const away = (job: Job) => (job.jobId === reused.jobId ? 0 : 1);
  const drew = (job: Job) => drawingSeed(job, all) ?? seed;
  return startsOver(wanted, modelId, all, find)
    .filter((job) => job.spec?.tokenBudget === tokenBudget && (seed === undefined || drew(job) === seed))
    .sort((a, b) => away(a) - away(b));
}

/** The form set to start from the job's maps: the same tokens must be drawn. */
export function startingFrom(job: Job, all: Job[], images: boolean): Partial<Draft> {
  const seed = drawingSeed(job, all);
  // Images are never cut, and another model may make another number of tokens of them.
  return {
    initFrom: job.jobId,
    ...drawnAs(job),
    ...(images ? { maxTokens: "" } : {}),
    ...(seed === undefined ? {} : { seed: seed ? String(seed) : "" }),
  };
}
