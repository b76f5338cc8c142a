import { JobState } from "../gen/attentionviz/v1/job_pb";

export const isFinal = (state: JobState): boolean =>
  state === JobState.SUCCEEDED || state === JobState.FAILED || state === JobState.CANCELLED;

/** Neither unknown nor over. */
export const isUnderWay = (state: JobState): boolean => state !== JobState.UNSPECIFIED && !isFinal(state);
