import { EstimateBasis, type EstimateJobResponse } from "../gen/attentionviz/v1/job_service_pb";
import type { Loaded } from "../state/useLoaded";
import { counted, grouped } from "../ui/counted";
import { inBytes, inTime, secondsOf, stages } from "./words";

const bases: Record<EstimateBasis, string> = {
  [EstimateBasis.UNSPECIFIED]: "",
  [EstimateBasis.EXACT]: "counted",
  [EstimateBasis.SAME_MODEL]: "as measured here with this model",
  [EstimateBasis.OTHER_MODELS]: "as measured here with other models",
  [EstimateBasis.DEFAULT]: "by rule of thumb: nothing like it has run here",
};

/** Failures are told where those of submitting are: it is checked alike. */
export function Estimate({ estimate, waitsFor }: { estimate: Loaded<EstimateJobResponse>; waitsFor: string }) {
  const value = estimate.value;
  if (waitsFor) return <p className="quiet estimate">{waitsFor}</p>;
  if (!value) return <p className="quiet estimate">{estimate.loading ? "Estimating ..." : "No estimate."}</p>;
  const seconds = value.stages.reduce((sum, s) => sum + (secondsOf(s.duration) ?? 0), 0);
  return (
    <div className="estimate" aria-busy={estimate.loading} aria-live="polite">
      <p>
        Takes <strong>{inTime(seconds)}</strong> when nothing else runs, and {inBytes(value.storeBytes)} ({inBytes(value.peakStoreBytes)}{" "}
        while it runs).
        {value.jobsAhead > 0 && ` ${counted(value.jobsAhead, "job")} ahead of it.`}
      </p>
      <p className="quiet">
        {counted(value.heads, "head")}, {grouped(value.sampledTokens)} of {counted(value.corpusTokens, "token")} drawn (
        {bases[value.tokensBasis]}), {counted(value.corpusSequences, "sequence")}.
      </p>
      <table>
        <tbody>
          {stages.map(({ stage, label, unit }) => {
            const s = value.stages.find((x) => x.stage === stage);
            return s ? (
              <tr key={stage}>
                <th scope="row">{label}</th>
                <td className="number">{inTime(secondsOf(s.duration) ?? 0)}</td>
                <td className="number">{counted(s.units, unit)}</td>
              </tr>
            ) : null;
          })}
        </tbody>
      </table>
      <p className="quiet">Times {[...new Set(value.stages.map((s) => bases[s.basis]))].join("; ")}.</p>
    </div>
  );
}
