import { Dialog } from "../ui/Dialog";

export function Guide({ close }: { close: () => void }) {
  return (
    <Dialog title="How to read this" close={close}>
      <p />
    </Dialog>
  );
}
