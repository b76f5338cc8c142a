// Times the viewer in Chromium with software rendering, at an atlas of made-up points, beside the figures that are asked for.
// A peer that draws the same number of points by gl.POINTS alone runs in the same browser.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const program = join(root, "bench/Gateway/bin/Release/net10.0/AttentionViz.Bench.Gateway.dll");
if (!existsSync(program)) throw new Error("build it first: dotnet build -c Release bench/Gateway");
const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((p) => p && existsSync(p));
const args = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"];
const scripts = new Set(["FunctionCall", "EvaluateScript", "FireAnimationFrame", "EventDispatch", "TimerFire", "RunMicrotasks", "v8.compile"]);
// Where JavaScript stands still until the graphics process has drawn: raster time, which is apart.
const waits = new Set(["CommandBufferProxyImpl::WaitForGetOffset", "CommandBufferProxyImpl::WaitForTokenInRange"]);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const ms = (n) => `${n.toFixed(0)} ms`;
const rows = [];

async function withAtlas(layers, heads, work) {
  const server = spawn("dotnet", [program, "workers", "--tokens", "5000", "--layers", layers, "--heads", heads], { stdio: ["pipe", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    server.stdout.on("data", (bytes) => {
      const line = String(bytes).split("\n").find((l) => l.startsWith("{"));
      if (line) found(JSON.parse(line).Http1.replace(/\/$/, ""));
    });
    server.once("exit", () => failed(new Error("the gateway ended before it served")));
  });
  const browser = await chromium.launch({ executablePath, args });
  try {
    await work(browser, `${address}/?job=made-up`, layers * heads);
  } finally {
    await browser.close();
    server.stdin.end();
  }
}

/** The product with its demo model, as a user starts it, and a job of it that has ended. */
async function withDemo(work) {
  const cli = join(root, "cli/bin/Release/net10.0/attentionviz.dll");
  if (!existsSync(cli)) throw new Error("build it first: dotnet build -c Release cli");
  const server = spawn("dotnet", [cli, "serve", "--models", join(root, "models"), "--grpc-port", "0", "--web-port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const browser = await chromium.launch({ executablePath, args });
  try {
    const url = await new Promise((found, failed) => {
      let said = "";
      server.stdout.on("data", (bytes) => {
        said += bytes;
        const address = /browser, gRPC-Web\s+(http:\/\/\S+?)\/?\s/.exec(said);
        if (address) found(address[1]);
      });
      server.once("exit", () => failed(new Error(`the gateway ended before it served:\n${said}`)));
    });
    const form = new FormData();
    form.append("file", new Blob([readFileSync(join(root, "samples/sentences.jsonl"))]), "sentences.jsonl");
    const { corpus } = await (await fetch(`${url}/v1/corpora`, { method: "POST", body: form })).json();
    const spec = { modelId: "mini-bert", corpusId: corpus.corpusId, maps: [{ method: "MAP_METHOD_TSNE", dimensions: 2 }] };
    const { job } = await (await fetch(`${url}/v1/jobs`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ spec }) })).json();
    await (await fetch(`${url}/v1/jobs/${job.jobId}/events`)).text();
    await work(browser, `${url}/?job=${job.jobId}`);
  } finally {
    await browser.close();
    server.kill("SIGINT");
  }
}

/** An empty page in a profile of its own. A new window loads pages of the browser's own for a while; they are not what is measured. */
async function emptyPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.waitForTimeout(2500);
  return { context, page };
}

/** Opens the matrix; milliseconds from navigation to the first head and to all of them, and bytes until then. */
async function open(browser, address, heads) {
  const { context, page } = await emptyPage(browser);
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  session.on("Network.dataReceived", (e) => {
    bytes += e.encodedDataLength || e.dataLength;
  });
  await page.addInitScript((count) => {
    const look = () => {
      const drawn = document.querySelectorAll(".tile:not(.waiting)").length;
      if (drawn > 0) window.first ??= performance.now();
      if (drawn < count) requestAnimationFrame(look);
      else requestAnimationFrame(() => (window.all = performance.now()));
    };
    requestAnimationFrame(look);
  }, heads);
  await page.goto(address);
  await page.waitForFunction(() => window.all !== undefined, null, { timeout: 120_000 });
  const times = await page.evaluate(() => ({ first: window.first, all: window.all }));
  return { context, page, bytes, ...times };
}

/** The longest run of our JavaScript on the main thread while something is done, in milliseconds, by the browser's own trace: without and with what it waits for graphics. */
async function traced(browser, page, work) {
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8", "gpu"] });
  await work();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const renderer = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map((e) => `${e.pid} ${e.tid}`));
  const main = traceEvents.filter((e) => e.ph === "X" && renderer.has(`${e.pid} ${e.tid}`));
  const waited = main.filter((e) => waits.has(e.name));
  const ours = main.filter((e) => scripts.has(e.name)).map((e) => ({ ...e, own: e.dur - waitedIn(e, waited) }));
  if (process.env.TRACE) {
    const most = [...ours].sort((a, b) => b.dur - a.dur).slice(0, 6);
    for (const e of most) console.error(e.name, e.dur / 1000, e.own / 1000, (e.tdur ?? 0) / 1000, JSON.stringify(e.args).slice(0, 200));
  }
  const [own, wall] = ["own", "dur"].map((of) => Math.max(0, ...ours.map((e) => e[of])) / 1000);
  return `${ms(own)} (${ms(wall)} with waiting for graphics)`;
}

const waitedIn = (run, waited) =>
  waited
    .filter((w) => w.pid === run.pid && w.tid === run.tid && w.ts >= run.ts && w.ts < run.ts + run.dur)
    .reduce((sum, w) => sum + w.dur, 0);

await withAtlas(6, 8, async (browser, address, heads) => {
  const runs = [];
  for (let i = 0; i < 7; i++) {
    const run = await open(browser, address, heads);
    runs.push(run);
    await run.context.close();
  }
  rows.push(["6 x 8 heads of 10,000 points: first head drawn, median of 7", ms(median(runs.map((r) => r.first))), ""]);
  rows.push(["the same: every head drawn", `${ms(median(runs.map((r) => r.all)))}, most ${ms(Math.max(...runs.map((r) => r.all)))}`, "1500 ms"]);
});

await withAtlas(12, 12, async (browser, address, heads) => {
  const first = await open(browser, address, heads);
  rows.push(["144 heads of 10,000 points: bytes until every head is drawn", `${(first.bytes / 1e6).toFixed(2)} MB`, "8 MB"]);
  await first.context.close();

  const { context, page } = await emptyPage(browser);
  const all = () => page.waitForFunction((n) => document.querySelectorAll(".tile:not(.waiting)").length === n, heads, { timeout: 240_000 });
  const streaming = await traced(browser, page, async () => {
    await page.goto(`${address}&points=10000`);
    await all();
  });
  rows.push(["the same, all 1.44 million points: longest JavaScript while streaming", streaming, "100 ms"]);

  // What follows waits until the renderer has caught up, so that its time is not taken for ours.
  const settle = () => page.locator(".matrix-sheet canvas").evaluate((c) => void c.getContext("webgl2").readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4)));
  await settle();
  const color = await traced(browser, page, async () => {
    await page.getByLabel("Colour").selectOption("frequency");
    await page.locator(".legend[data-coloring='frequency']").waitFor();
    await settle();
  });
  rows.push(["colouring 1.44 million points: longest JavaScript", color, "150 ms"]);
  const search = await traced(browser, page, async () => {
    await page.locator("#search").fill("word7");
    await page.waitForFunction(() => document.querySelectorAll(".tile-figure").length > 0, null, { timeout: 60_000 });
    await settle();
  });
  rows.push(["search over 1.44 million points: longest JavaScript", search, "150 ms"]);

  const size = await page.locator(".matrix-sheet canvas").evaluate((c) => ({ width: c.width, height: c.height }));
  const bare = await page.evaluate(async ({ width, height }) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const gl = canvas.getContext("webgl2", { antialias: false });
    const program = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, "#version 300 es\nin vec2 p;void main(){gl_Position=vec4(p,0,1);gl_PointSize=1.5;}"],
      [gl.FRAGMENT_SHADER, "#version 300 es\nprecision mediump float;out vec4 c;void main(){c=vec4(0,0.5,0.2,1);}"],
    ]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    const points = Float32Array.from({ length: 1_440_000 * 2 }, () => Math.random() * 2 - 1);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, points, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    const times = [];
    for (let i = 0; i < 5; i++) {
      const begin = performance.now();
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.drawArrays(gl.POINTS, 0, points.length / 2);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b)[2];
  }, size);
  const ours = [];
  for (const id of ["position", "type", "length", "frequency", "type"]) {
    await page.getByLabel("Colour").selectOption(id);
    const begin = performance.now();
    await page.locator(`.legend[data-coloring='${id}']`).waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await settle();
    ours.push(performance.now() - begin);
  }
  rows.push(["drawing 1.44 million points anew, to the last pixel (ours with colours, shapes and tiles)", ms(median(ours)), ""]);
  rows.push(["the peer: the same number by gl.POINTS alone", `${ms(bare)}; ours takes ${(median(ours) / bare).toFixed(1)} times as long`, ""]);
  await context.close();
});

await withDemo(async (browser, address) => {
  const { context, page } = await emptyPage(browser);
  await page.goto(`${address}&head=L1H2&panel=own`);
  const text = page.getByLabel("Your own text").getByRole("textbox");
  const times = [];
  for (const own of ["The boat lay on the bank.", "A bank lends money to the river.", "She sang of the old red house.", "Where did the bird go?", "He read it twice."]) {
    await text.fill(own);
    times.push(
      await page.evaluate(async (heads) => {
        const shown = () => document.querySelector("[data-last]") !== null && document.querySelectorAll(".thumb canvas").length === heads;
        const begin = performance.now();
        [...document.querySelectorAll("button")].find((b) => b.textContent === "Place it").click();
        while (shown()) await new Promise(requestAnimationFrame);
        while (!shown()) await new Promise(requestAnimationFrame);
        return performance.now() - begin;
      }, 16),
    );
  }
  rows.push(["a sentence of one's own in mini-bert, from the click to its place and its attention in all 16 heads: median of 5", `${ms(median(times))}, most ${ms(Math.max(...times))}`, "a second or two"]);
  await context.close();
});

console.log("| measured | | asked |\n|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
