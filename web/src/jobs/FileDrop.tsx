import { useRef, useState } from "react";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { CorpusLine } from "./CorpusLine";
import type { Uploading } from "./useUpload";

/** A file is sent as soon as it is chosen, so that the server can say what is in it before the job starts. */
export function FileDrop({ uploading, corpus, mostBytes }: { uploading: Uploading; corpus?: Corpus; mostBytes: bigint }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    if (files?.[0]) uploading.sendFile(files[0], mostBytes);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      className="drop"
      data-over={over}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        take(e.dataTransfer.files);
      }}
    >
      <div className="row">
        <button type="button" onClick={() => input.current?.click()}>
          Choose a file
        </button>
        <span className="quiet">or drop it here: .txt, .jsonl, or a .zip of pictures</span>
      </div>
      <input
        ref={input}
        type="file"
        className="hidden"
        aria-label="Corpus file"
        tabIndex={-1}
        accept=".txt,.text,.jsonl,.ndjson,.zip"
        onChange={(e) => {
          take(e.target.files);
          // The same file again, mended meanwhile, is a change too.
          e.target.value = "";
        }}
      />
      {uploading.name && <Progress label={uploading.name} share={uploading.share} cancel={uploading.cancel} />}
      {uploading.name && uploading.share === 1 && <span className="quiet">The server reads it.</span>}
      {uploading.failure && <FailureNote failure={uploading.failure} retry={uploading.retry} />}
      {!uploading.name && !uploading.failure && corpus && <CorpusLine corpus={corpus} />}
      {!uploading.name && !uploading.failure && !corpus && (
        <span className="quiet">
          A .txt file has a sequence a line; a line of .jsonl is <code>{'{"text": "...", "topic": "..."}'}</code>, its other fields become
          colours and filters.
        </span>
      )}
    </div>
  );
}
