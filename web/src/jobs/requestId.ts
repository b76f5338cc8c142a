function randomId(): string {
  // randomUUID is there in secure contexts only; a gateway on another machine is often reached without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** One id for one wish: a second click or another try of the same request makes no second job, a changed request does. */
export class RequestIds {
  private wish = "";
  private id = "";

  constructor(private readonly fresh: () => string = randomId) {}

  of(wish: string): string {
    if (this.id === "" || wish !== this.wish) [this.wish, this.id] = [wish, this.fresh()];
    return this.id;
  }

  /** The wish was granted: the same again is a new one. */
  done(): void {
    this.id = "";
  }
}
