import { expect } from "vitest";
import { numbers } from "./kit/api";
import { cameraOn, hoverMiddle, pointsOf } from "./kit/map";
import { api, atlases, choice, move, place, soon, story, test } from "./kit/test";
import { tokensOf } from "./kit/tokens";

/** What is typed, as the address has it, and as the API is asked. */
const questionsAbout = (topic: string, other: string): [string, Record<string, string>, object][] => [
  ["a whole token", { q: "the" }, { text: "the", match: "TEXT_MATCH_EXACT" }],
  ["a part of tokens", { q: "an", match: "substring" }, { text: "an", match: "TEXT_MATCH_SUBSTRING" }],
  ["a regular expression", { q: "^[a-z]{2}$", match: "regex" }, { text: "^[a-z]{2}$", match: "TEXT_MATCH_REGEX" }],
  [
    "a phrase of several tokens",
    { q: "of the", match: "substring", scope: "sequence" },
    { text: "of the", match: "TEXT_MATCH_SUBSTRING", scope: "SEARCH_SCOPE_SEQUENCE" },
  ],
  ["a topic", { where: `topic=${topic}` }, { filters: [{ field: "topic", equals: topic }] }],
  [
    "one of two topics and a range",
    { where: `topic=${topic}|${other};words=5..20` },
    {
      filters: [
        { field: "topic", anyOf: { values: [topic, other] } },
        { field: "words", range: { minimum: 5, maximum: 20 } },
      ],
    },
  ],
  [
    "a token within a topic",
    { q: "the", where: `topic=${topic}` },
    { text: "the", match: "TEXT_MATCH_EXACT", filters: [{ field: "topic", equals: topic }] },
  ],
  ["what is nowhere", { q: "zebrafish" }, { text: "zebrafish", match: "TEXT_MATCH_EXACT" }],
];
const keys = ["q", "match", "scope", "where"];

const ask = (body: object) => api.post(`/v1/jobs/${atlases.bert}/tokens:search`, { ignoreCase: true, pageSize: 100_000, ...body });
/** Those that most sequences of the sample have. */
async function topics(): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const { metadata } of (await tokensOf(api, atlases.bert)).sequences) {
    const topic = metadata.topic.text!;
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([topic]) => topic);
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

story("Search over all heads", () => {
  test("what is found, and how often in each head, is what SearchTokens finds", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}`);
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(16);
    const count = page.locator("#search-count");
    const [topic, other] = await topics();
    for (const [name, wanted, body] of questionsAbout(topic, other)) {
      await move(page, { ...Object.fromEntries(keys.map((k) => [k, ""])), ...wanted });
      const found = await ask(body);
      if (name !== "what is nowhere") expect(Number(found.matchedTokens), name).toBeGreaterThan(0);
      await soon(() => count.textContent()).toBe(
        `${counted(Number(found.matchedTokens), "token")} in ${counted(Number(found.matchedSequences), "sequence")}`,
      );
      const heads = found.heads.map((h: { queries: string; keys: string }) => String(Number(h.queries) + Number(h.keys)));
      await soon(() => page.locator(".tile-figure").allTextContents()).toEqual(heads);
    }
  });

  test("it can be typed: text, how it matches, conditions of the metadata, and Esc takes it back", async ({ visit }) => {
    const [topic] = await topics();
    const page = await visit(`/?job=${atlases.bert}&head=L0H0`);
    const [input, count] = [page.locator("#search"), page.locator("#search-count")];
    await page.locator(".head-map[role=img]").waitFor();
    await input.fill("THE");
    const the = await ask({ text: "the" });
    await soon(() => count.textContent()).toContain(`${the.matchedTokens} tokens`);
    expect(place(page, "q")).toBe("THE");
    await choice(page, "match").selectOption("substring");
    const some = await ask({ text: "the", match: "TEXT_MATCH_SUBSTRING" });
    await soon(() => count.textContent()).toContain(`${some.matchedTokens} tokens`);
    await page.getByRole("button", { name: "Texts" }).click();
    const texts = page.getByRole("region", { name: "Different texts among the tokens found" }).getByRole("listitem");
    await soon(() => texts.allTextContents()).toEqual(some.texts.map((t: { text: string; count: string }) => `${t.text}${t.count}`));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("group", { name: "topic" }).getByLabel(topic).check();
    const both = await ask({ text: "the", match: "TEXT_MATCH_SUBSTRING", filters: [{ field: "topic", equals: topic }] });
    await soon(() => count.textContent()).toContain(`${both.matchedTokens} token`);
    await page.keyboard.press("Escape");
    await input.focus();
    await page.keyboard.press("Escape");
    const left = await ask({ filters: [{ field: "topic", equals: topic }] });
    await soon(() => count.textContent()).toContain(`${left.matchedTokens} tokens in`);
    expect(place(page, "head")).toBe("L0H0");
  });

  test("the very first token is found, too, and stands out while others fade", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.gpt);
    const text = tokens.texts[0].trim();
    const answer = await api.post(`/v1/jobs/${atlases.gpt}/tokens:search`, { text, ignoreCase: true, pageSize: 1000 });
    expect(numbers(answer.rows.data, "DATA_TYPE_INT32")[0]).toBe(0);
    const page = await visit(`/?job=${atlases.gpt}&q=${encodeURIComponent(text)}&head=L0H0&map=pca2&with=-labels`);
    await soon(() => page.locator("#search-count").textContent()).toContain(counted(Number(answer.matchedTokens), "token"));
    const points = await pointsOf(api, atlases.gpt, [0, 0], "pca2");
    await move(page, { at: await cameraOn(page, points, 0, 300) });
    const tip = page.locator(".head-map .tooltip");
    await soon(async () => {
      await hoverMiddle(page);
      return (await tip.count()) ? await tip.textContent() : "";
    }).toContain(`pos 0 of ${tokens.sequence[0].tokens}`);
    expect(await tip.textContent()).toContain(text);
  });

  test("a pattern that is none is told where it goes wrong", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}&match=regex`);
    await page.locator("#search").fill("([a-z");
    await soon(() => page.locator(".search-fault").textContent()).toMatch(/^Not a regular expression yet: .+, at character \d+\./);
    await soon(() => page.locator("#search-count").textContent()).toBe("no answer");
    await page.locator("#search").fill("[a-z]g$");
    await soon(() => page.locator("#search-count").textContent()).toMatch(/^\d+ tokens? in \d+ sequences?$/);
    expect(await page.locator(".search-fault").count()).toBe(0);
  });
});
