import type { Loaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import type { Shown } from "./useShown";

/** What the weights are of, how they load, and why there are none; a line that is always there. */
export function WeightsStatus({ shown, picture, mean }: { shown: Shown; picture: Loaded<unknown>; mean: boolean }) {
  if (shown.unavailable) return <p className="panel">{shown.unavailable}</p>;
  if (shown.failure) return <FailureNote failure={shown.failure} retry={shown.retry} />;
  if (picture.failure) return <FailureNote failure={picture.failure} retry={picture.retry} />;
  return (
    <div className="status">
      {shown.loading ? (
        <Progress label="Weights" cancel={shown.cancel} />
      ) : !shown.weights ? (
        <button onClick={shown.retry}>Load the weights</button>
      ) : mean ? (
        <span className="quiet">
          Mean over {shown.sequences?.toLocaleString("en")} sequences, by position; tokens are only an example.
          {shown.leftOutFrom !== undefined && ` Positions from ${shown.leftOutFrom + 1} on are left out.`}
        </span>
      ) : (
        <span className="quiet">Click a token to leave it out; Shift-click to keep its lines in front.</span>
      )}
    </div>
  );
}
