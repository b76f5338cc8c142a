import type { TestProject } from "vitest/node";
import { Api } from "./kit/api";
import { type Atlases, makeAtlases } from "./kit/atlases";
import { chromiumPath } from "./kit/chromium";
import { buildWhereStale, startGateway } from "./kit/gateway";

declare module "vitest" {
  interface ProvidedContext {
    /** Empty where there is no browser: the tests are skipped then. */
    chromium: string;
    url: string;
    atlases: Atlases;
  }
}

const none = "There is no Chromium: install the package 'chromium', or name another build of it in CHROMIUM.";

/** One gateway and its atlases for all files. ATTENTIONVIZ_URL names one that runs already. */
export default async function setup(project: TestProject) {
  const chromium = chromiumPath();
  if (!chromium && process.env.ATTENTIONVIZ_REQUIRE_BROWSER === "1") throw new Error(none);
  project.provide("chromium", chromium);
  if (!chromium) {
    console.warn(`${none} The browser tests are skipped.`);
    return;
  }
  const running = process.env.ATTENTIONVIZ_URL;
  if (!running) buildWhereStale();
  const gateway = running ? { url: running.replace(/\/$/, ""), stop: async () => {} } : await startGateway();
  try {
    project.provide("url", gateway.url);
    project.provide("atlases", await makeAtlases(new Api(gateway.url)));
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return gateway.stop;
}
