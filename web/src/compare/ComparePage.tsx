export function ComparePage(_: { jobId: string; otherId: string }) {
  return <main className="page" />;
}
