import type { Facts } from "./facts";
import { fileName, save } from "./save";
import type { Seen } from "./seen";
import { csvOf, type SelectedPoint } from "./selection";

/** A record for each weight above 0, as it is shown; places count from 0 over their side. */
export function weightRecords({ queries, keys, weights }: Pick<Seen, "queries" | "keys" | "weights">): SelectedPoint[] {
  const records: SelectedPoint[] = [];
  weights.values.forEach((weight, i) => {
    if (!(weight > 0)) return;
    const [query, key] = [Math.floor(i / weights.keys), i % weights.keys];
    records.push({
      query_position: query,
      query_token: queries.texts[query],
      key_position: key,
      key_token: keys.texts[key],
      // As many digits as a 32-bit float has.
      weight: Number(weight.toPrecision(9)),
    });
  });
  return records;
}

/** What the weights are of, under the names of the JSON API. */
const headOf = (facts: Facts) => ({
  model: facts.model,
  corpus: facts.corpus,
  layer: facts.layer,
  head: facts.head,
  sequence_index: facts.index ?? null,
  sequence_id: facts.id,
  text: facts.text,
  tokens: facts.tokens,
  weighting: facts.valueNorms ? "value_norm" : "probability",
  without_special: facts.withoutSpecial,
  hidden_tokens: facts.hidden,
  mean_over_sequences: facts.meanOver ?? null,
});

export function saveWeights(format: "csv" | "json", name: string, facts: Facts, seen: Seen): void {
  const weights = weightRecords(seen);
  const [text, type] =
    format === "csv" ? [csvOf(weights), "text/csv"] : [`${JSON.stringify({ ...headOf(facts), weights })}\n`, "application/json"];
  save(fileName(`${name}-weights`, format), new Blob([text], { type }));
}
