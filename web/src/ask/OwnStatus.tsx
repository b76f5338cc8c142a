import { grouped } from "../ui/counted";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { isFinal } from "./fault";
import { useOwn } from "./own";

/** How far the placing has come, what went wrong, or how long it took; a line that is always there. */
export function OwnStatus({ retry }: { retry: () => void }) {
  const { running, failure, done, total, label, tokens, firstAfter, lastAfter, cancel } = useOwn();
  if (failure) return <FailureNote failure={failure} retry={isFinal(failure) ? undefined : retry} />;
  const cut = tokens?.sequences.some((s) => s.truncated);
  return (
    <div className="status" role="status">
      {running ? (
        <Progress label={`${done} of ${total} heads`} share={total > 0 ? done / total : undefined} cancel={cancel} />
      ) : label && lastAfter !== undefined ? (
        <span className="quiet" data-first={firstAfter} data-last={lastAfter}>
          {grouped(tokens?.rows ?? 0)} tokens{cut ? " (cut to what the job takes)" : ""} placed in {seconds(lastAfter)}; the first head took{" "}
          {seconds(firstAfter ?? lastAfter)}.
        </span>
      ) : label ? (
        <span className="quiet">
          Stopped after {done} of {total} heads. <button onClick={retry}>Place it again</button>
        </span>
      ) : (
        <span className="quiet">It is run through the model and placed in every head's maps, which stay as they are.</span>
      )}
    </div>
  );
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 95 ? 2 : 1)} s`;
