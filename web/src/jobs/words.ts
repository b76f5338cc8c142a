import { type Duration, durationMs, type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { JobState, Stage } from "../gen/attentionviz/v1/job_pb";
import { grouped } from "../ui/counted";

export const stateLabels: Record<JobState, string> = {
  [JobState.UNSPECIFIED]: "unknown",
  [JobState.QUEUED]: "queued",
  [JobState.EXTRACTING]: "extracting",
  [JobState.PROJECTING]: "projecting",
  [JobState.SUCCEEDED]: "done",
  [JobState.FAILED]: "failed",
  [JobState.CANCELLING]: "cancelling",
  [JobState.CANCELLED]: "cancelled",
};

export const stages: { stage: Stage; label: string; unit: string; says: string }[] = [
  { stage: Stage.PLANNING, label: "Planning", unit: "sequence", says: "cuts the corpus into tokens and chooses what is drawn" },
  { stage: Stage.EXTRACTING, label: "Extracting", unit: "token", says: "runs the model and takes queries and keys" },
  { stage: Stage.PROJECTING, label: "Projecting", unit: "head", says: "makes the maps of every head" },
];

export const secondsOf = (duration: Duration | undefined): number | undefined => duration && durationMs(duration) / 1000;

/** Two figures at most: what comes after says nothing a person would act on. */
export function inTime(seconds: number): string {
  if (seconds < 1) return "< 1 s";
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(seconds / 3600);
  if (minutes < 24 * 60) return minutes % 60 === 0 || minutes >= 600 ? `${hours} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const days = Math.round(seconds / 86_400);
  return `${days} day${days === 1 ? "" : "s"}`;
}

const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

export function inBytes(bytes: number | bigint): string {
  let [value, unit] = [Number(bytes), 0];
  while (value >= 1023.5 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : Number(value.toPrecision(2))} ${units[unit]}`;
}

/** A rate keeps two figures, so that slow stages do not read as 0. */
export const inRate = (rate: number): string => grouped(rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2)));

const dates = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false });
const years = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** The year only where it is not this one. */
export function onDate(time: Timestamp, now = new Date()): string {
  const date = timestampDate(time);
  return (date.getFullYear() === now.getFullYear() ? dates : years).format(date);
}
