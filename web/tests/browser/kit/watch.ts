import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

// Chromium's own word on a slow readback by software, which says nothing of the page.
const driver =
  /^\[\.WebGL-0x[0-9a-f]+\]GL Driver Message \(OpenGL, Performance, GL_CLOSE_PATH_NV, High\): GPU stall due to ReadPixels( \(this message will no longer repeat\))?$/;

/** Hears everything that a page may not do. */
export class Watch {
  readonly faults: string[] = [];
  private allowed: RegExp[] = [];
  private readonly hosts: string[];

  constructor(host: string) {
    this.hosts = [host];
  }

  /** A gateway that the test has started for itself. */
  trust(url: string): void {
    this.hosts.push(new URL(url).host);
  }

  /** For a test that takes the gateway away: by `context.setOffline`, or by a wire that is cut. */
  allowAway(): void {
    const broken = "net::ERR_(INTERNET_DISCONNECTED|CONNECTION_\\w+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)";
    this.allow(new RegExp(`^request failed: \\w+ \\S+ ${broken}$`), new RegExp(`^console error: Failed to load resource: ${broken}`));
  }

  /** For a test that brings a fault about. */
  allow(...faults: RegExp[]): void {
    this.allowed.push(...faults);
  }

  async context(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (e) =>
        console.error(`policy: ${e.effectiveDirective} forbids ${e.blockedURI} (${e.sourceFile}:${e.lineNumber})`),
      );
    });
    context.on("page", (page) => this.page(page));
  }

  private page(page: Page): void {
    page.on("console", (message) => this.console(message));
    page.on("pageerror", (error) => this.fault(`pageerror: ${error.stack ?? error.message}`));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (!["blob:", "data:", "file:"].includes(protocol) && !this.hosts.includes(host)) this.fault(`other host: ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // Streams end so when the page leaves what it followed.
      if (why !== "net::ERR_ABORTED") this.fault(`request failed: ${request.method()} ${request.url()} ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.fault(`status ${response.status()}: ${response.url()}`);
    });
  }

  private console(message: ConsoleMessage): void {
    if (!["error", "warning"].includes(message.type()) || driver.test(message.text())) return;
    this.fault(`console ${message.type()}: ${message.text()} ${message.location().url}`);
  }

  private fault(text: string): void {
    this.faults.push(text);
  }

  /** What was neither right nor allowed. */
  left(): string[] {
    return this.faults.filter((fault) => !this.allowed.some((a) => a.test(fault)));
  }
}
