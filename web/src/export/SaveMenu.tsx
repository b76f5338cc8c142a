import { useState } from "react";
import { Menu } from "../ui/Menu";

/** Files to choose from, by what they are and how each is saved; what went wrong stands beside the menu. */
export function SaveMenu({ label, files }: { label: string; files: [string, () => void | Promise<void>][] }) {
  const [fault, setFault] = useState<string>();
  const attempt = async (save: () => void | Promise<void>) => {
    setFault(undefined);
    try {
      await save();
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <>
      <Menu label={label}>
        {files.map(([name, save]) => (
          <button key={name} onClick={() => attempt(save)}>
            {name}
          </button>
        ))}
      </Menu>
      {fault && (
        <span role="alert" className="fault">
          {fault}
        </span>
      )}
    </>
  );
}
