// Pictures of the viewer for the documentation, from a gateway at ATTENTIONVIZ_URL that has run mini-bert and mini-vit.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const url = process.env.ATTENTIONVIZ_URL ?? "http://127.0.0.1:5051";
const { jobs } = await (await fetch(`${url}/v1/jobs`)).json();
const of = (model) => jobs.find((j) => j.spec.modelId === model && j.state === "JOB_STATE_SUCCEEDED")?.jobId;
const [bert, vit] = [of("mini-bert"), of("mini-vit")];
if (!bert || !vit) throw new Error(`run mini-bert and mini-vit on ${url} first`);
const sequences = (await (await fetch(`${url}/v1/jobs/${bert}/tokens`)).text())
  .split("\n")
  .filter(Boolean)
  .flatMap((l) => JSON.parse(l).sequences);
const sequence = sequences.find((s) => s.tokens > 12 && s.tokens < 22);
const pictures = [
  ["matrix", `/?job=${bert}`, "light", ".tile:not(.waiting) >> nth=15"],
  ["head", `/?job=${bert}&head=L2H0&color=position&panel=fidelity`, "dark", "text=In the map"],
  ["sentence", `/?job=${bert}&head=L2H0&seq=${sequence.index}&token=q4`, "light", ".tokens.query"],
  ["image", `/?job=${vit}&head=L1H1&seq=${(await firstOf(vit)).index}`, "light", "text=One token"],
  ["jobs", "/", "light", "text=Open atlas >> nth=0"],
];
const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((p) => p && existsSync(p));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
for (const [name, address, colorScheme, ready] of pictures) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
  await page.goto(url + address);
  await page.locator(ready).waitFor();
  await page.waitForLoadState("networkidle").catch(() => {});
  await page.screenshot({ path: join(import.meta.dirname, `../../docs/images/viewer-${name}.png`) });
  await page.close();
}
await browser.close();

async function firstOf(job) {
  const text = await (await fetch(`${url}/v1/jobs/${job}/tokens`)).text();
  return JSON.parse(text.split("\n")[0]).sequences[0];
}
