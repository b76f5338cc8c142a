import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Api } from "./api";

/** Jobs that the tests look at. */
export interface Atlases {
  bert: string;
  /** The same tokens, aligned otherwise. */
  other: string;
  gpt: string;
  vit: string;
  /** Pairs in an encoder-decoder; empty where the gateway of ATTENTIONVIZ_URL was not given web/tests/browser/models. */
  pairs: string;
}

export const samples = fileURLToPath(new URL("../../../../samples/", import.meta.url));

/** Source and target, in the words that the model knows: w2 to w12. */
const pairs = [
  ["w2 w3 w4 w5 w6 w7 w8", "w9 w10 w11"],
  ["w12 w11", "w12 w11"],
  ["w3 w3 w9 w2", "w5 w4 w3 w2 w6 w7"],
  ["w8 w4 w2 w12 w5", "w5 w12 w2 w4 w8"],
  ["w6 w7 w10", "w10 w9 w7 w6"],
  ["w11 w2 w7 w3 w8 w10", "w4 w6 w9"],
  ["w5 w5 w4 w9", "w2 w11 w3 w8 w12"],
  ["w10 w6 w2 w9 w12 w3 w7 w4", "w11 w5 w8 w2"],
];

const map = (name: string) => {
  const [, method, dimensions, weight] = /^(\w+?)([23])(?:@(.+))?$/.exec(name)!;
  return {
    method: `MAP_METHOD_${method.toUpperCase()}`,
    dimensions: Number(dimensions),
    ...(weight ? { attentionWeight: Number(weight) } : {}),
  };
};

export async function makeAtlases(api: Api): Promise<Atlases> {
  const [texts, images] = [await upload(api, "sentences.jsonl"), await upload(api, "shapes.zip")];
  const both = await makePairs(api);
  const bert = await submit(api, "bert", {
    modelId: "mini-bert",
    corpusId: texts,
    tokenBudget: 600,
    maps: ["tsne2", "tsne2@0.45", "umap2", "pca2", "tsne3", "pca3"].map(map),
  });
  const gpt = await submit(api, "gpt", { modelId: "mini-gpt", corpusId: texts, tokenBudget: 300, maps: ["tsne2", "pca2"].map(map) });
  const vit = await submit(api, "vit", { modelId: "mini-vit", corpusId: images, tokenBudget: 400, maps: ["tsne2", "pca2"].map(map) });
  await ended(api, bert);
  const other = await submit(api, "other", {
    modelId: "mini-bert",
    corpusId: texts,
    reuseVectorsOf: bert,
    alignment: "ALIGNMENT_MODE_NONE",
    maps: ["tsne2", "pca2"].map(map),
    labels: { alignment: "none" },
  });
  for (const id of [gpt, vit, other, both].filter(Boolean)) await ended(api, id);
  return { bert, other, gpt, vit, pairs: both };
}

export async function makePairs(api: Api): Promise<string> {
  const { models } = await api.get("/v1/models");
  if (!models.some((m: { modelId: string }) => m.modelId === "pairs")) return "";
  const lines = pairs.map(([text, target], i) => JSON.stringify({ id: `pair ${i}`, text, target }));
  const corpusId = await upload(api, "pairs.jsonl", Buffer.from(lines.join("\n")));
  return submit(api, "pairs", { modelId: "pairs", corpusId, maps: ["pca2", "tsne2", "pca3"].map(map), tsne: { perplexity: 5 } });
}

async function upload(api: Api, name: string, content: Buffer = readFileSync(samples + name)): Promise<string> {
  const known = (await api.get("/v1/corpora?pageSize=1000")).corpora.find((c: { name: string }) => c.name === name);
  if (known) return known.corpusId;
  const form = new FormData();
  form.append("name", name);
  form.append("file", new Blob([new Uint8Array(content)]), name);
  const answer = await api.ask("/v1/corpora", { method: "POST", body: form });
  if (!answer.ok) throw new Error(`${name} was not taken: ${await answer.text()}`);
  return (await answer.json()).corpus.corpusId;
}

/** With a gateway that has run the tests before, the jobs of then are taken again. */
async function submit(api: Api, name: string, spec: object): Promise<string> {
  const requestId = `viewer-tests-${name}-${JSON.stringify(spec).length}`;
  return (await api.post("/v1/jobs", { requestId, spec })).job.jobId;
}

export async function ended(api: Api, jobId: string): Promise<void> {
  await api.lines(`/v1/jobs/${jobId}/events`);
  const { job } = await api.get(`/v1/jobs/${jobId}`);
  if (job.state !== "JOB_STATE_SUCCEEDED") throw new Error(`job ${jobId} for the tests: ${job.state} ${JSON.stringify(job.failure)}`);
}
