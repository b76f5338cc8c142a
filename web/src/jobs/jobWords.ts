import { headName } from "../data/heads";
import { mapLabel, mapName } from "../data/maps";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import type { Job, JobSpec } from "../gen/attentionviz/v1/job_pb";
import { counted, grouped } from "../ui/counted";
import { inBytes, onDate } from "./words";

/** A job as the page writes it: enough of its id to tell it from others. */
export const shortId = (jobId: string): string => jobId.slice(0, 6);

/** A job among others to choose from. */
export const choiceLabel = (job: Job): string =>
  `${job.spec?.modelId}${job.createTime ? `, ${onDate(job.createTime)}` : ""} (${shortId(job.jobId)})`;

/** "over words.txt, 500 sequences, 13,696 tokens, 764 drawn" */
export function corpusText(job: Job, corpus: Corpus | undefined): string {
  const sequences = job.corpusSequences || corpus?.sequences;
  const size = [
    sequences ? counted(sequences, "sequence") : "",
    job.corpusTokens ? `${counted(job.corpusTokens, "token")}` : "",
    job.sampledTokens && job.sampledTokens < job.corpusTokens ? `${grouped(job.sampledTokens)} drawn` : "",
    !job.corpusTokens && corpus ? inBytes(corpus.bytes) : "",
  ];
  return [corpus?.name ? `over ${corpus.name}` : "", ...size].filter(Boolean).join(", ");
}

export function jobLine(job: Job): string {
  const { spec } = job;
  const labels = Object.entries(spec?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    job.createTime ? `Made ${onDate(job.createTime)}` : "",
    job.expireTime ? `kept until ${onDate(job.expireTime)}` : "kept while it runs",
    (spec?.maps ?? []).map((map) => mapLabel(mapName(map))).join(" / "),
    spec ? partOf(spec) : "",
    spec?.reuseVectorsOf ? `vectors of ${shortId(spec.reuseVectorsOf)}` : "",
    spec?.initFrom ? `laid over ${shortId(spec.initFrom)}` : "",
    ...labels,
    shortId(job.jobId),
  ]
    .filter(Boolean)
    .join(" · ");
}

const mostNamed = 6;

/** Which heads or layers it is of; empty where it is of all. */
function partOf({ layers, heads }: JobSpec): string {
  if (heads.length > mostNamed) return `only ${counted(heads.length, "head")}`;
  if (heads.length > 0) return `only ${heads.map(headName).join(", ")}`;
  return layers.length > 0 ? `only layer${layers.length === 1 ? "" : "s"} ${layers.join(", ")}` : "";
}
