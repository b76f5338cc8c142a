export function AtlasPage(_: { jobId: string }) {
  return <main className="page" />;
}
