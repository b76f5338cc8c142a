import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { samples } from "./kit/atlases";
import { api, atlases, choice, place, soon, story, test } from "./kit/test";

const upload = (page: Page, name: string, text: string | Buffer) =>
  page.getByLabel("Corpus file").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

const form = (page: Page) => page.getByRole("form", { name: "New job" });

/** Leaves the fastest map alone. */
async function onlyPca(page: Page): Promise<void> {
  for (const box of await page.locator(".maps input[type=checkbox]").all()) {
    await box.setChecked((await box.getAttribute("aria-label")) === "PCA 2-D");
  }
}

const said = (page: Page, field: string) => page.locator(".field", { hasText: field }).getByRole("alert").first();
const headsField = (page: Page) => page.getByRole("textbox", { name: "Heads", exact: true });

/** Presses Start; the job's record once it is done. */
async function startAndEnd(page: Page) {
  const done = page.waitForResponse((r) => r.url().endsWith("/SubmitJob"));
  await page.getByRole("button", { name: "Start" }).click();
  await done;
  await soon(() => form(page).getByRole("status").textContent(), 60_000).toContain("Started: done.");
  const address = await form(page).getByRole("link", { name: "Open atlas" }).getAttribute("href");
  return (await api.get(`/v1/jobs/${new URL(address!, api.url).searchParams.get("job")}`)).job;
}

const row = (page: Page, jobId: string) => page.getByRole("listitem", { name: `Job ${jobId}` });

story("Jobs", () => {
  test("a file is uploaded and run, heads can be looked at while others are made, and the job is cancelled and deleted", async ({
    visit,
  }) => {
    const page = await visit("/");
    await page.getByRole("radio", { name: /^mini-gpt/ }).check();
    await page.getByRole("button", { name: "File", exact: true }).click();
    await upload(page, "many.jsonl", readFileSync(`${samples}sentences.jsonl`));
    await page.getByRole("form", { name: "New job" }).getByText("500 sequences, JSONL").waitFor();
    await page.getByRole("button", { name: "Options" }).click();
    expect(await page.getByLabel("Token budget").getAttribute("placeholder")).toBe("1,000");
    await page.getByLabel("Token budget").fill("4000");
    await page.getByRole("button", { name: "Estimate" }).click();
    await soon(() => page.locator(".estimate").first().textContent()).toMatch(/Takes .+ when nothing else runs/);
    await page.getByRole("button", { name: "Start" }).click();
    const row = page
      .getByRole("listitem")
      .filter({ hasText: "many.jsonl" })
      .filter({ hasNotText: /cancelled|done/ });
    await row.waitFor();
    const jobId = (await row.getAttribute("aria-label"))!.replace("Job ", "");
    await row.getByRole("link", { name: "Open atlas" }).click({ timeout: 60_000 });
    await soon(() => place(page, "job")).toBe(jobId);
    const there = () => page.locator("button.tile:not(.waiting)").count();
    await soon(there).toBeGreaterThan(0);
    const first = await there();
    expect(first).toBeLessThan(16);
    await page.getByRole("progressbar", { name: /^Making maps/ }).waitFor();
    await soon(there, 60_000).toBeGreaterThan(first);

    await page.getByRole("button", { name: "Jobs" }).click();
    const known = page.getByRole("listitem", { name: `Job ${jobId}` });
    await known.getByRole("button", { name: "Cancel" }).click();
    await soon(() => known.locator(".state").textContent(), 30_000).toBe("cancelled");
    expect((await api.get(`/v1/jobs/${jobId}`)).job.state).toBe("JOB_STATE_CANCELLED");
    await known.getByRole("button", { name: "Delete" }).click();
    await known.getByRole("button", { name: "Delete" }).last().click();
    await known.waitFor({ state: "detached" });
    expect((await fetch(`${api.url}/v1/jobs/${jobId}`)).status).toBe(404);
  });

  test("a file that cannot be read is refused with its fault and where it is", async ({ visit, watch }) => {
    // The upload is answered with an HTTP status, which Chromium writes into its console.
    watch.allow(/^status 400: .*\/v1\/corpora$/, /^console error: Failed to load resource: the server responded with a status of 400/);
    const page = await visit("/");
    await page.getByRole("button", { name: "File", exact: true }).click();
    const alert = page.getByRole("form", { name: "New job" }).getByRole("alert");
    await upload(page, "letter.docx", "nothing");
    await soon(() => alert.textContent()).toContain("'letter.docx' is no corpus: give a .txt file");
    await upload(page, "broken.jsonl", '{"text": "good"}\n{"text": "bad"\n');
    await soon(() => alert.textContent()).toMatch(/line 2/i);
    await upload(page, "broken.zip", "this is no zip");
    await soon(() => alert.textContent()).toMatch(/zip/i);
    await upload(page, "good.txt", "One line.\nTwo lines.\n");
    await page.getByText("2 sequences, text").waitFor();
    expect(await alert.count()).toBe(0);
    await page.getByRole("radio", { name: /^mini-vit/ }).check();
    await page.getByText("mini-vit reads images: give a .zip of pictures, or choose a model that reads text.").waitFor();
  });

  test("what is missing or wrong in the form is said beside its field", async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => page.getByRole("alert").allTextContents()).toEqual(
      expect.arrayContaining(["Choose a model.", "Paste a line of text at least."]),
    );
    await page.getByRole("radio", { name: /^mini-bert/ }).check();
    await page.getByLabel("Sequences, one a line").fill("One line.");
    await page.getByRole("button", { name: "Options" }).click();
    await page.getByRole("textbox", { name: "Layers" }).fill("7");
    await page.getByLabel("Labels").fill("nonsense");
    await soon(() => page.getByLabel("Labels").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Labels").fill("");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => page.getByRole("textbox", { name: "Layers" }).getAttribute("aria-invalid")).toBe("true");
    await soon(() =>
      page
        .getByRole("alert")
        .allTextContents()
        .then((all) => all.join(" ")),
    ).toMatch(/layer/i);
  });

  test("other maps of an earlier job are made from its vectors, and the form can let go of it", async ({ visit }) => {
    const [page, short] = [await visit("/"), atlases.bert.slice(0, 6)];
    await row(page, atlases.bert).getByRole("button", { name: "Other maps ..." }).click();
    const note = page.getByRole("group", { name: "Vectors" });
    await soon(() => note.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await note.textContent()).toContain(`Queries and keys of job ${short} are taken: mini-bert over sentences.jsonl, 500 sequences`);
    expect(await page.getByRole("radio", { name: /^mini-/ }).count()).toBe(0);
    expect([await page.getByLabel("Token budget").inputValue(), await page.getByLabel("Token budget").isDisabled()]).toEqual(["600", true]);
    // As the earlier job was, to be changed from there.
    expect(await page.locator(".maps input:checked").count()).toBe(6);
    await onlyPca(page);
    await choice(page, "Alignment").selectOption("none");
    await headsField(page).fill("0.3, 3.0");
    await page.getByRole("button", { name: "Estimate" }).click();
    const estimate = page.locator(".estimate").first();
    await soon(() => estimate.textContent()).toMatch(/2 heads, /);
    expect(await estimate.getByRole("rowheader").allTextContents()).toEqual(["Projecting"]);
    const job = await startAndEnd(page);
    const { spec, stages } = job;
    expect([spec.reuseVectorsOf, spec.modelId, spec.alignment]).toEqual([atlases.bert, "mini-bert", "ALIGNMENT_MODE_NONE"]);
    expect(spec.maps).toMatchObject([{ method: "MAP_METHOD_PCA", dimensions: 2 }]);
    expect(stages.map((s: { stage: string }) => s.stage)).not.toContain("STAGE_EXTRACTING");
    const made = row(page, job.jobId);
    await made.getByText(`only L0 H3, L3 H0 · vectors of ${short}`).waitFor();
    await api.remove(`/v1/jobs/${job.jobId}`);
    await page.getByRole("button", { name: "Run a model instead" }).click();
    await page.getByRole("radio", { name: /^mini-bert/ }).waitFor();
    expect([await note.count(), await page.getByLabel("Token budget").isEnabled()]).toEqual([0, true]);
  });

  test("what vectors of an earlier job cannot give is said where it can be mended", async ({ visit }) => {
    const { job: part } = await api.post("/v1/jobs", {
      requestId: `part-${Math.random()}`,
      spec: { reuseVectorsOf: atlases.bert, layers: [1], maps: [{ method: "MAP_METHOD_PCA", dimensions: 2 }] },
    });
    await api.lines(`/v1/jobs/${part.jobId}/events`);
    const page = await visit("/");
    await row(page, part.jobId).getByRole("button", { name: "Other maps ..." }).click();
    const heads = headsField(page);
    await heads.fill("L1 H0, L2 H2");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => said(page, "Heads").textContent()).toMatch(/asks for L2 H2, which job .* did not extract/);
    const layers = page.getByRole("textbox", { name: "Layers" });
    await layers.fill("1");
    await soon(() => said(page, "Heads").textContent()).toContain("L2 H2 is in none of the layers above; add layer 2 there");
    await heads.fill("");
    await layers.fill("0-1");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => said(page, "Layers").textContent()).toMatch(/did not extract/);
    await layers.fill("1");
    await api.remove(`/v1/jobs/${part.jobId}`);
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => page.getByRole("group", { name: "Vectors" }).getByRole("alert").textContent()).toMatch(/there is no (such )?job/i);
  });

  test("maps start from those of an earlier job over the same corpus, and its seed is asked for", async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("radio", { name: /^mini-bert/ }).check();
    await page.getByRole("button", { name: "On the server" }).click();
    await page.getByRole("button", { name: "Options" }).click();
    // One that was uploaded twice is the same.
    const texts = page.getByRole("radio", { name: /^sentences.jsonl/ });
    await texts.last().check();
    const start = choice(page, "Start maps from");
    await soon(() => start.locator(`option[value="${atlases.bert}"]`).count()).toBe(1);
    expect(await start.locator(`option[value="${atlases.vit}"]`).count()).toBe(0);
    await start.selectOption(atlases.bert);
    expect(await page.getByLabel("Token budget").inputValue()).toBe("600");
    await choice(page, "Alignment").selectOption("none");
    await page.getByRole("checkbox", { name: "UMAP 2-D" }).uncheck();
    await headsField(page).fill("L1 H2");
    await page.getByLabel("Seed").fill("5");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => said(page, "Seed").textContent()).toContain("drew other tokens; give 0");
    await page.getByLabel("Seed").fill("");
    const job = await startAndEnd(page);
    const { atlas } = await api.get(`/v1/jobs/${job.jobId}/atlas`);
    expect(atlas.heads[0].maps.map((m: { initFrom: string }) => m.initFrom)).toContain(atlases.bert);
    const made = row(page, job.jobId);
    await made.getByText(`laid over ${atlases.bert.slice(0, 6)}`).waitFor();
    await page.getByRole("radio", { name: /^shapes.zip/ }).check();
    await soon(() => said(page, "Start maps from").textContent()).toContain("is not over this corpus: choose another, or none");
    await api.remove(`/v1/jobs/${job.jobId}`);
  });

  test("single heads give an atlas of only those", async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("radio", { name: /^mini-gpt/ }).check();
    await page.getByLabel("Sequences, one a line").fill("The river bank was steep.\nThe bank lent us the money.\nWe sat on the bank.");
    await page.getByRole("button", { name: "Options" }).click();
    await onlyPca(page);
    const heads = headsField(page);
    await heads.fill("third");
    await soon(() => said(page, "Heads").textContent()).toContain("'third' is no head");
    await heads.fill("L9 H0");
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => said(page, "Heads").textContent()).toBe("is 9; the model has layers 0 to 3");
    await heads.fill("2.1, L0 H3");
    const job = await startAndEnd(page);
    await form(page).getByRole("link", { name: "Open atlas" }).click();
    const tiles = page.locator("button.tile:not(.waiting)");
    await soon(() => tiles.count()).toBe(2);
    expect(await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute("aria-label")!.split(",")[0]))).toEqual(["L0 H3", "L2 H1"]);
    await api.remove(`/v1/jobs/${job.jobId}`);
  });

  test("a corpus is deleted, unless a job still reads it", async ({ visit }) => {
    const name = `deleted-${Math.random().toString(36).slice(2)}.jsonl`;
    const body = new FormData();
    body.append("name", name);
    body.append("file", new Blob([readFileSync(`${samples}sentences.jsonl`)]), name);
    const { corpus } = await (await fetch(`${api.url}/v1/corpora`, { method: "POST", body })).json();
    const { job } = await api.post("/v1/jobs", { spec: { modelId: "mini-gpt", corpusId: corpus.corpusId, tokenBudget: 4000 } });
    const page = await visit("/");
    await page.getByRole("button", { name: "On the server" }).click();
    const kept = page.getByRole("listitem", { name: `Corpus ${name}` });
    await kept.getByRole("radio").check();
    const asks = kept.getByRole("button", { name: `Delete ${name}` });
    const sure = kept.getByRole("button", { name: "Delete", exact: true });
    await asks.click();
    await kept.getByText("Atlases made of it stay.").waitFor();
    await sure.click();
    await soon(() => kept.getByRole("alert").textContent()).toContain(`job '${job.jobId}' still reads corpus`);
    await kept.getByRole("button", { name: "Keep it" }).click();
    await api.post(`/v1/jobs/${job.jobId}:cancel`, {});
    await api.lines(`/v1/jobs/${job.jobId}/events`);
    await asks.click();
    await sure.click();
    await kept.waitFor({ state: "detached" });
    expect((await fetch(`${api.url}/v1/corpora/${corpus.corpusId}`)).status).toBe(404);
    await page.getByRole("button", { name: "Start" }).click();
    await soon(() => page.getByRole("alert").allTextContents()).toContain("Choose a corpus.");
    await api.remove(`/v1/jobs/${job.jobId}`);
  });
});
