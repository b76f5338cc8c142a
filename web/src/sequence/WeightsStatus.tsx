import type { Loaded } from "../state/useLoaded";
import { grouped } from "../ui/counted";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import type { Shown } from "./useShown";

interface Props {
  shown: Shown;
  picture: Loaded<unknown>;
  mean: boolean;
  /** What a click does. */
  hint: string;
}

/** What the weights are of, how they load, and why there are none. */
export function WeightsStatus({ shown, picture, mean, hint }: Props) {
  if (shown.unavailable) return <p className="panel">{shown.unavailable}</p>;
  if (shown.failure) return <FailureNote failure={shown.failure} retry={shown.retry} />;
  if (picture.failure) return <FailureNote failure={picture.failure} retry={picture.retry} />;
  return (
    <div className="status grow">
      {shown.loading ? (
        <Progress label="Weights" cancel={shown.cancel} />
      ) : !shown.weights ? (
        <button onClick={shown.retry}>Load the weights</button>
      ) : mean ? (
        <span className="quiet">
          Mean by position over {grouped(shown.sequences ?? 0)} sequences.
          {shown.leftOutFrom !== undefined && ` Positions from ${shown.leftOutFrom + 1} on are left out.`}
        </span>
      ) : (
        <span className="quiet">{hint}</span>
      )}
    </div>
  );
}
