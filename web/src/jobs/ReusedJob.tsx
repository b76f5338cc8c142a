import { type RefObject, useId } from "react";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { Problem } from "./fields";
import { corpusText, shortId } from "./jobWords";

/** Stands for model and corpus where the vectors of an earlier job are taken. */
export function ReusedJob({
  jobId,
  job,
  corpus,
  letGo,
  problem,
  place,
}: {
  jobId: string;
  /** Undefined until it is known. */
  job?: Job;
  corpus?: Corpus;
  letGo: () => void;
  problem?: string;
  place: RefObject<HTMLFieldSetElement | null>;
}) {
  const id = useId();
  return (
    <fieldset ref={place} className="part" tabIndex={-1} aria-describedby={id}>
      <legend>Vectors</legend>
      <div className="stack asks">
        <p id={id}>
          Queries and keys of job <strong className="mono">{shortId(jobId)}</strong> are taken
          {job && (
            <>
              : <strong>{job.spec?.modelId}</strong> {corpusText(job, corpus)}
            </>
          )}
          . The model is not run again.
        </p>
        <p className="quiet">
          Model, corpus and the tokens drawn are that job's. Maps, alignment, metric, layers and heads may be others: choose them below.
        </p>
        <div className="row">
          <button type="button" onClick={letGo}>
            Run a model instead
          </button>
        </div>
        <Problem text={problem} />
      </div>
    </fieldset>
  );
}
