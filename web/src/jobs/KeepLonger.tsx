import { type Duration, durationFromMs } from "@bufbuild/protobuf/wkt";
import { useState } from "react";
import { Choice } from "../ui/Choice";
import { inTime } from "./words";

const day = 86_400;

/** The steps that the server's longest time leaves, and that itself. */
export const stepsOf = (mostDays: number): number[] => [...[1, 7, 30, 90, 365].filter((d) => d < mostDays), mostDays];

export function KeepLonger({ mostDays, busy, keep }: { mostDays: number; busy: boolean; keep: (ttl: Duration) => void }) {
  const steps = stepsOf(mostDays);
  const [days, setDays] = useState(String(steps.find((d) => d >= 30) ?? mostDays));
  return (
    <div className="row asks">
      <Choice label="Keep for" value={days} options={steps.map((d) => [String(d), inTime(d * day)])} change={setDays} />
      <span>from now on</span>
      <button className="main" disabled={busy} onClick={() => keep(durationFromMs(Number(days) * day * 1000))}>
        Keep
      </button>
    </div>
  );
}
