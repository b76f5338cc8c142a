import { server } from "../api/clients";
import type { GetServerInfoResponse, Quota } from "../gen/attentionviz/v1/server_service_pb";
import { useLoaded } from "../state/useLoaded";
import { grouped } from "../ui/counted";
import { inBytes } from "./words";

function used(quota: Quota | undefined, label: string, write: (n: bigint) => string): string {
  if (!quota) return "";
  return quota.limit > 0n ? `${label} ${write(quota.used)} of ${write(quota.limit)}` : `${label} ${write(quota.used)}`;
}

/** What this server is and how much of it is used; asked anew when `turn` changes. */
export function ServerLine({ info, turn }: { info: GetServerInfoResponse; turn: string }) {
  const now = useLoaded((signal) => server.getServerInfo({}, { signal }), [turn]);
  const { version, caller } = now.value ?? info;
  const parts = [
    `AttentionViz ${version}`,
    caller?.tenant ? `tenant ${caller.tenant}` : "",
    used(caller?.runningJobs, "unfinished jobs", grouped),
    used(caller?.tokens, "tokens in 24 h", grouped),
    used(caller?.storedBytes, "stored", inBytes),
    caller?.callsPerSecond ? `${caller.callsPerSecond} calls/s` : "",
  ];
  return <footer className="quiet">{parts.filter(Boolean).join(" · ")}</footer>;
}
