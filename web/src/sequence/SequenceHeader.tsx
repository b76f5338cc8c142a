import type { ReactNode } from "react";
import type { TokenTable } from "../data/tokens";
import type { MetadataValue } from "../gen/attentionviz/v1/atlas_service_pb";
import { go } from "../state/place";

interface Props {
  table: TokenTable;
  /** Place in `table.sequences`. */
  sequence: number;
  title: string;
  close: () => void;
  /** More to be done with it. */
  children?: ReactNode;
}

const shown = ({ value }: MetadataValue) => (value.case === "number" ? String(Number(value.value.toFixed(4))) : (value.value ?? ""));

/** Which sequence this is: its name, text and metadata, and the way to its neighbours. */
export function SequenceHeader({ table, sequence, title, close, children }: Props) {
  const info = table.sequences[sequence];
  const to = (place: number) => go({ seq: String(table.sequences[place].index) });
  const metadata = Object.entries(info.metadata);
  return (
    <header className="stack">
      <div className="row">
        <h2 className="grow">{title}</h2>
        {children}
        <button disabled={sequence === 0} aria-label="Previous sequence" title="Previous sequence" onClick={() => to(sequence - 1)}>
          ‹
        </button>
        <span className="quiet count">
          {sequence + 1} of {table.sequences.length}
        </span>
        <button
          disabled={sequence === table.sequences.length - 1}
          aria-label="Next sequence"
          title="Next sequence"
          onClick={() => to(sequence + 1)}
        >
          ›
        </button>
        <button onClick={close}>Close</button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled, by keyboard, too */}
      <section className="about" tabIndex={0} aria-label="Text and metadata">
        {info.text && <p>{info.text}</p>}
        {info.targetText && info.targetText !== info.text && <p>→ {info.targetText}</p>}
        <p className="quiet">
          {info.id || `sequence ${info.index}`} · {info.tokens} tokens
          {info.truncated && <strong className="warn"> · cut: the text was longer</strong>}
          {metadata.map(([name, value]) => (
            <span key={name}>
              {" "}
              · {name}: {shown(value)}
            </span>
          ))}
        </p>
      </section>
    </header>
  );
}
