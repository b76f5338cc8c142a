export function HeadPage(_: Record<string, unknown>) {
  return null;
}
