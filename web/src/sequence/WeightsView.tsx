import type { ImageGrid } from "../gen/attentionviz/v1/atlas_service_pb";
import { AttentionColumns } from "./AttentionColumns";
import { AttentionImage, type ImageMode } from "./AttentionImage";
import { AttentionMatrix } from "./AttentionMatrix";
import type { Side, Token } from "./sides";
import type { Asking } from "./useAsk";
import type { Weights } from "./weights";

export interface WeightsViewProps {
  queries: Side;
  keys: Side;
  weights?: Weights;
  mode: string;
  /** The image that the tokens lie on. */
  image?: { grid: ImageGrid; url?: string };
  hidden: (token: Token) => boolean;
  hovered?: Token;
  selected?: Token;
  asking: Asking;
  onHover: (token: Token | undefined) => void;
  onSelect: (token: Token | undefined) => void;
  onToggle: (token: Token) => void;
}

/** Weights in the form that is chosen; a click picks a token for a question, else does what the form is for. */
export function WeightsView(props: WeightsViewProps) {
  const { queries, keys, weights, mode, image, hidden, hovered, selected, asking, onHover, onSelect, onToggle } = props;
  const from = asking.from === undefined ? undefined : { row: asking.from, query: true };
  if (mode === "matrix") {
    const pick = ({ query, key }: { query: number; key: number }) => {
      if (!asking.on) return onSelect({ row: query, query: true });
      asking.pick({ row: query, query: true });
      asking.pick({ row: key, query: false });
    };
    return <AttentionMatrix {...{ queries, keys, weights, hidden, hovered, onHover }} onPair={pick} />;
  }
  if (image) {
    const click = (token: Token, toggle: boolean) => {
      if (asking.on) asking.pick(token);
      else if (toggle) onToggle({ row: token.row, query: false });
      else onSelect(token);
    };
    const imageMode = mode === "highest" || mode === "flows" ? mode : ("token" satisfies ImageMode);
    return (
      <AttentionImage
        {...{ weights, hidden, hovered, selected, onHover }}
        marked={[...asking.pairs.flatMap((p) => [p.query, p.key]), ...(from ? [from.row] : [])]}
        url={image.url}
        grid={image.grid}
        side={queries}
        mode={imageMode}
        faint={mode === "all"}
        onClick={click}
        onTurn={onSelect}
      />
    );
  }
  const click = (token: Token, select: boolean) => {
    if (asking.on) asking.pick(token);
    else if (select) onSelect(token);
    else onToggle(token);
  };
  return (
    <AttentionColumns
      {...{ queries, keys, weights, hidden, hovered, onHover }}
      selected={from ?? selected}
      pairs={asking.pairs}
      grey={mode === "all"}
      onClick={click}
    />
  );
}
