export function JobsPage() {
  return <main className="page" />;
}
