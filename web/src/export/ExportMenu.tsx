export function ExportMenu(_: Record<string, unknown>) {
  return null;
}
