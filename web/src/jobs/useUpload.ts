import { Code } from "@connectrpc/connect";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../api/failure";
import type { Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import { formatOf } from "./corpusFile";
import { upload } from "./upload";
import { inBytes } from "./words";

export interface Uploading {
  /** Name of what is on its way. */
  name: string;
  share?: number;
  failure?: Failure;
  sendFile: (file: File, mostBytes: bigint) => void;
  /** The corpus, or undefined where none came of it. */
  send: (content: Blob, name: string, format: CorpusFormat) => Promise<Corpus | undefined>;
  cancel: () => void;
  retry?: () => void;
  /** What went wrong is old news. */
  forget: () => void;
}

const refused = (message: string, reason: string): Failure => ({ code: Code.InvalidArgument, reason, message, fields: [] });

/** One upload at a time; it stops when the page goes. */
export function useUpload(done: (corpus: Corpus) => void): Uploading {
  const [state, setState] = useState<{ name: string; share?: number; failure?: Failure; retry?: () => void }>({ name: "" });
  const call = useRef<AbortController>(undefined);
  useEffect(() => () => call.current?.abort(), []);

  const send = useCallback(
    async (content: Blob, name: string, format: CorpusFormat): Promise<Corpus | undefined> => {
      call.current?.abort();
      const abort = new AbortController();
      call.current = abort;
      setState({ name, share: 0 });
      const result = await upload(content, name, format, abort.signal, (share) => !abort.signal.aborted && setState({ name, share }));
      if (abort.signal.aborted) return undefined;
      if ("corpus" in result) {
        setState({ name: "" });
        done(result.corpus);
        return result.corpus;
      }
      const failure = "failure" in result ? result.failure : undefined;
      // The same bytes would be refused again.
      const again = failure && failure.code !== Code.InvalidArgument;
      setState({ name: "", failure, retry: again ? () => void send(content, name, format) : undefined });
      return undefined;
    },
    [done],
  );

  const sendFile = useCallback(
    (file: File, mostBytes: bigint) => {
      const format = formatOf(file.name);
      const failure = !format
        ? refused(
            `'${file.name}' is no corpus: give a .txt file (one sequence a line), a .jsonl file or a .zip of pictures.`,
            "CORPUS_FILE_UNKNOWN",
          )
        : BigInt(file.size) > mostBytes
          ? refused(
              `'${file.name}' has ${inBytes(file.size)}; this server takes ${inBytes(mostBytes)}. Give a part of it.`,
              "CORPUS_TOO_LARGE",
            )
          : undefined;
      if (!failure && format) return void send(file, file.name, format);
      call.current?.abort();
      setState({ name: "", failure });
    },
    [send],
  );

  const cancel = useCallback(() => {
    call.current?.abort();
    setState({ name: "" });
  }, []);
  const forget = useCallback(() => setState((s) => (s.failure ? { name: "" } : s)), []);
  return { ...state, forget, send, sendFile, cancel };
}
