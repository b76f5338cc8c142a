import type { Job } from "../gen/attentionviz/v1/job_pb";
import { opens } from "./progress";

/** Other jobs whose atlas can be laid beside this one's; those of the same model first. A corpus that was uploaded twice is the same. */
export function sameCorpus(job: Job, all: Job[], hashOf: (corpusId: string) => string | undefined): Job[] {
  const corpusOf = (j: Job) => hashOf(j.spec?.corpusId ?? "") ?? j.spec?.corpusId;
  const others = all.filter((j) => j.jobId !== job.jobId && opens(j) && corpusOf(j) === corpusOf(job));
  const away = (j: Job) => (j.spec?.modelId === job.spec?.modelId ? 0 : 1);
  return others.sort((a, b) => away(a) - away(b));
}
