import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { samples } from "./kit/atlases";
import { api, place, soon, story, test } from "./kit/test";

const upload = (page: Page, name: string, text: string | Buffer) =>
  page.getByLabel("Corpus file").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

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
});
