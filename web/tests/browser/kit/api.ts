/** The gateway's JSON API, as a script would call it: what the page shows is held against its numbers. */
export interface Tensor {
  shape: string[];
  data: string;
}

export class Api {
  constructor(
    readonly url: string,
    private readonly key = "",
  ) {}

  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  async get(path: string): Promise<any> {
    return this.read(await this.ask(path));
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  async post(path: string, body: unknown): Promise<any> {
    return this.read(await this.send(path, body));
  }

  /** The lines of a stream. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  async lines(path: string, body?: unknown): Promise<any[]> {
    const answer = body === undefined ? await this.ask(path) : await this.send(path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  async remove(path: string): Promise<void> {
    await this.ask(path, { method: "DELETE" });
  }

  /** Header and chunks of rows put together. */
  async rows(path: string): Promise<{ columns: number; values: number[] }> {
    const [{ header }, ...chunks] = await this.lines(path);
    const values = chunks.flatMap(({ chunk }) => numbers(chunk.data, header.dataType));
    if (values.length !== Number(header.rows) * header.columns) throw new Error(`${path} ended early`);
    return { columns: header.columns, values };
  }

  private send(path: string, body: unknown) {
    return this.ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  }

  ask(path: string, { headers, ...options }: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, { ...options, headers: { ...headers, ...(this.key ? { "x-api-key": this.key } : {}) } });
  }

  private async read(answer: Response) {
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

/** Little-endian values in base64. */
export function numbers(base64: string, type = "DATA_TYPE_FLOAT32"): number[] {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  if (type === "DATA_TYPE_INT32") return [...new Int32Array(bytes.buffer)];
  if (type !== "DATA_TYPE_FLOAT32") throw new Error(`${type} is not read here`);
  return [...new Float32Array(bytes.buffer)];
}

/** A tensor of weights as rows. */
export function matrixOf({ shape, data }: Tensor): number[][] {
  const [rows, columns] = shape.map(Number);
  const values = numbers(data);
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}
