/** Ways to show the weights: place key `show`, and what the button says. */
export interface Mode {
  show: string;
  label: string;
  title: string;
}

const matrix: Mode = { show: "matrix", label: "Matrix", title: "A heat map: queries down, keys across" };

const ofText: Mode[] = [
  { show: "one", label: "Lines", title: "Lines from queries to keys" },
  matrix,
  { show: "all", label: "Mean of all", title: "Mean weights by position over all sequences drawn" },
];

const ofImage: Mode[] = [
  { show: "token", label: "One token", title: "Heat map of one token's weights" },
  { show: "highest", label: "Highest", title: "Each patch's most attended token" },
  { show: "flows", label: "Flows", title: "Every weight of at least 0.1" },
  matrix,
  { show: "all", label: "Mean of all", title: "Mean weights over all images drawn" },
];

/** Sequences of the user's own are no part of the mean. */
export const modesOf = (image: boolean, own = false): Mode[] => (image ? ofImage : ofText).filter((m) => !own || m.show !== "all");

/** The mode that the address names; the first where it names one of the other kind of sequence, or none. */
export function modeOf(image: boolean, show: string, own = false): string {
  const modes = modesOf(image, own);
  return (modes.find((m) => m.show === show) ?? modes[0]).show;
}

/** What a click does. */
export function hintOf(image: boolean, mode: string): string {
  if (mode === "matrix") return "A click selects the query.";
  return image
    ? "A click looks from a patch, Shift-click leaves it out."
    : "A click leaves a token out, Shift-click keeps its lines in front.";
}
