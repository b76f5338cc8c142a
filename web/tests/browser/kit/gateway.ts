import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../../", import.meta.url));
const root = join(web, "..");
const built = join(root, "cli/bin/Release/net10.0/AttentionViz.Gateway.dll");

export interface Gateway {
  url: string;
  stop: () => Promise<void>;
}

/** Makes the product anew where the page or the contract has changed. */
export function buildWhereStale(): void {
  if (isStale()) build();
}

/** The product as a user starts it, on ports that are free. `settings` are environment variables. */
export async function startGateway(settings: Record<string, string> = {}): Promise<Gateway> {
  if (!existsSync(built)) build();
  const run = ["run", "--no-build", "-c", "Release", "--project", "../cli", "--"];
  const serve = ["serve", "--models", "../models", "--models", "tests/browser/models", "--grpc-port", "0", "--web-port", "0"];
  // A group of its own: "dotnet run" starts the tool as its child.
  const child = spawn("dotnet", [...run, ...serve], {
    cwd: web,
    env: { ...process.env, ...settings },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const atExit = () => kill(child, "SIGKILL");
  process.on("exit", atExit);
  try {
    return { url: await addressOf(child), stop: () => stop(child, atExit) };
  } catch (error) {
    await stop(child, atExit);
    throw error;
  }
}

/** Times of the sources of the page against that of the assembly that holds it. */
function isStale(): boolean {
  if (!existsSync(built)) return true;
  const made = statSync(built).mtimeMs;
  const newer = (folder: string): boolean =>
    readdirSync(folder, { withFileTypes: true, recursive: true }).some(
      (f) => f.isFile() && !f.parentPath.includes(join("src", "gen")) && statSync(join(f.parentPath, f.name)).mtimeMs > made,
    );
  // Beside them: how the page is built, and of what.
  const plans = readdirSync(web).filter((name) => /\.(ts|json|html|yaml)$/.test(name));
  return (
    plans.some((name) => statSync(join(web, name)).mtimeMs > made) ||
    ["web/src", "web/public", "protos/attentionviz"].some((folder) => newer(join(root, folder)))
  );
}

function build(): void {
  const { status } = spawnSync("dotnet", ["build", "../cli", "-c", "Release"], { cwd: web, stdio: "inherit" });
  if (status !== 0) throw new Error("'dotnet build ../cli -c Release' failed; see above");
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (part: Buffer) => {
      said += part.toString();
      const found = /browser, gRPC-Web\s+(http:\/\/\S+?)\/?\s/.exec(said);
      if (found) resolve(found[1]);
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", hear);
    child.on("error", (error) => reject(new Error(`dotnet could not be started: ${error.message}`)));
    child.on("exit", (code) => reject(new Error(`the gateway ended with ${code} before it was up:\n${said}`)));
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has gone already.
  }
}

async function stop(child: ChildProcess, atExit: () => void): Promise<void> {
  process.off("exit", atExit);
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  kill(child, "SIGINT");
  const late = setTimeout(() => kill(child, "SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
  kill(child, "SIGKILL");
}
