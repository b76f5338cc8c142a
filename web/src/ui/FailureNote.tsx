import { Code } from "@connectrpc/connect";
import { useState } from "react";
import type { Failure } from "../api/failure";
import { apiKey, setApiKey } from "../api/key";
import { freshPlace, go, placeNow } from "../state/place";

/** What went wrong and what to do: try again, give the key that the gateway asks for, or leave a job that is gone. */
export function FailureNote({ failure, retry }: { failure: Failure; retry?: () => void }) {
  return (
    <div className="failure stack" role="alert">
      <strong>{failure.message || "Something went wrong."}</strong>
      {failure.fields.length > 0 && failure.fields.some((f) => !failure.message.endsWith(f.description)) && (
        <ul>
          {failure.fields.map((f) => (
            <li key={f.field + f.description}>
              <code>{f.field}</code> {f.description}
            </li>
          ))}
        </ul>
      )}
      {failure.retryAfter !== undefined && <div>Worth another try in {Math.ceil(failure.retryAfter)} s.</div>}
      {failure.code === Code.Unauthenticated ? (
        <KeyForm retry={retry} />
      ) : failure.reason === "JOB_NOT_FOUND" && placeNow().view !== "jobs" ? (
        <div>
          <button onClick={() => go(freshPlace({}))}>To the jobs</button>
        </div>
      ) : (
        retry && (
          <div>
            <button onClick={retry}>Try again</button>
          </div>
        )
      )}
      {failure.reason && <div className="quiet mono">{failure.reason}</div>}
    </div>
  );
}

function KeyForm({ retry }: { retry?: () => void }) {
  const [key, setKey] = useState(apiKey());
  return (
    <form
      className="row"
      onSubmit={(e) => {
        e.preventDefault();
        setApiKey(key.trim());
        if (retry) retry();
        else location.reload();
      }}
    >
      <label className="choice">
        <span>API key</span>
        <input type="password" autoComplete="off" value={key} onChange={(e) => setKey(e.target.value)} placeholder="avz_..." />
      </label>
      <button className="main">Use this key</button>
      <span className="quiet">kept in this tab only</span>
    </form>
  );
}
