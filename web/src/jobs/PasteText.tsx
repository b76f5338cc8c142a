import { useMemo } from "react";
import { counted } from "../ui/counted";
import { linesOf } from "./corpusFile";
import type { Draft } from "./draft";
import { bytesOf } from "./request";
import { inBytes } from "./words";

export function PasteText({ draft, set, mostInline }: { draft: Draft; set: (change: Partial<Draft>) => void; mostInline: bigint }) {
  const { text } = draft;
  const [lines, bytes] = useMemo(() => [linesOf(text), bytesOf(text).length], [text]);
  return (
    <div className="stack">
      <textarea
        aria-label="Sequences, one a line"
        rows={7}
        value={text}
        placeholder={"One sequence a line, for example:\nThe river bank was steep.\nThe bank lent us the money."}
        onChange={(e) => set({ text: e.target.value })}
        spellCheck={false}
      />
      <div className="row">
        <label className="choice grow">
          <span>Name</span>
          <input
            className="grow"
            value={draft.name}
            maxLength={200}
            placeholder="pasted text"
            onChange={(e) => set({ name: e.target.value })}
          />
        </label>
        <span className="quiet">
          {counted(lines, "sequence")}, {inBytes(bytes)}
        </span>
      </div>
      {BigInt(bytes) > mostInline && (
        <span className="quiet">More than {inBytes(mostInline)}: it is uploaded first when the job starts.</span>
      )}
    </div>
  );
}
