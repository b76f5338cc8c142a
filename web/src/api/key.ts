const name = "attentionviz-key";

/** The API key that was typed into this tab; it is forgotten with the tab. Empty where none was needed. */
export function apiKey(): string {
  return sessionStorage.getItem(name) ?? "";
}

export function setApiKey(key: string): void {
  if (key) sessionStorage.setItem(name, key);
  else sessionStorage.removeItem(name);
}
