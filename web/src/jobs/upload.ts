import { fromJson } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import type { Failure } from "../api/failure";
import { apiKey } from "../api/key";
import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import { UploadCorpusResponseSchema } from "../gen/attentionviz/v1/corpus_service_pb";
import { failureOfJson } from "./jsonFailure";

const formats: Partial<Record<CorpusFormat, string>> = {
  [CorpusFormat.TEXT]: "text",
  [CorpusFormat.JSONL]: "jsonl",
  [CorpusFormat.IMAGE_ZIP]: "image_zip",
};

export type Uploaded = { corpus: Corpus } | { failure: Failure } | { cancelled: true };

/** By XMLHttpRequest: fetch tells nothing of how much has gone. `progress` hears the share that has. */
export function upload(
  file: Blob,
  name: string,
  format: CorpusFormat,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<Uploaded> {
  const form = new FormData();
  form.append("name", name.slice(0, 200));
  form.append("format", formats[format] ?? "");
  form.append("file", file, name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = () => resolve({ failure: failureOfJson(request.status, request.responseText) });
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    request.onerror = fail;
    request.ontimeout = fail;
    request.onabort = () => resolve({ cancelled: true });
    request.onload = () => {
      if (request.status !== 200) return fail();
      const { corpus } = fromJson(UploadCorpusResponseSchema, JSON.parse(request.responseText), { ignoreUnknownFields: true });
      resolve(corpus ? { corpus } : { failure: { code: Code.Internal, reason: "", message: "The gateway named no corpus.", fields: [] } });
    };
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/v1/corpora");
    const key = apiKey();
    if (key) request.setRequestHeader("x-api-key", key);
    request.send(form);
  });
}
