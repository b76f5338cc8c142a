import { go } from "../state/place";

interface Props {
  panel: string;
  sequence: boolean;
  selection: number;
  own: boolean;
}

/** What stands beside the map. */
export function PanelTabs({ panel, sequence, selection, own }: Props) {
  const tabs: [string, string][] = [
    ...(sequence ? ([["sequence", "Sequence"]] as [string, string][]) : []),
    ["fidelity", "Fidelity"],
    ["near", "Nearest"],
    ["selection", selection > 0 ? `Selection (${selection})` : "Selection"],
    ["own", own ? "Your own •" : "Your own"],
  ];
  return (
    <div className="row tabs">
      {tabs.map(([id, label]) => (
        <button
          key={id}
          aria-pressed={panel === id}
          onClick={() => go({ panel: panel === id && id !== "sequence" ? "" : id === "sequence" ? "" : id })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
