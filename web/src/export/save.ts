/** Hands a file to the browser. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  // The browser has read it by then, or holds on to it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that every file system takes; one of its own for a text that leaves nothing of it. */
export function fileName(text: string, extension: string): string {
  const plain = text.replace(/[^\w@.-]+/g, "-").slice(0, 120);
  return `${plain.replace(/^[-.]+|[-.]+$/g, "") || "attentionviz"}.${extension}`;
}
