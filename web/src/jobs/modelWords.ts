import { type Model, ModelInput } from "../gen/attentionviz/v1/model_pb";
import { counted, grouped } from "../ui/counted";

const inputs: Record<ModelInput, string> = {
  [ModelInput.UNSPECIFIED]: "input unknown",
  [ModelInput.TEXT]: "text",
  [ModelInput.TOKEN_IDS]: "token ids",
  [ModelInput.IMAGE]: "images",
};

/** Above this the server refuses a layer unless it is told to take it. */
const mostError = 1e-3;

/** "4 layers x 4 heads, text, up to 128 tokens" */
export function modelLine(model: Model): string {
  const heads = model.layers.map((layer) => layer.heads);
  const [least, most] = [Math.min(...heads), Math.max(...heads)];
  const shape =
    heads.length === 0
      ? []
      : [`${counted(heads.length, "layer")} x ${least === most ? counted(most, "head") : `${least} to ${most} heads`}`];
  const tokens = model.maxTokens > 0 ? [`${model.input === ModelInput.IMAGE ? "" : "up to "}${grouped(model.maxTokens)} tokens`] : [];
  return [...shape, inputs[model.input], ...(model.encoderDecoder ? ["encoder and decoder"] : []), ...tokens].join(", ");
}

/** Layers whose attention could not be reproduced; a NaN is no proof. */
export const unverified = (model: Model): number[] =>
  model.layers.filter((l) => !(l.verifiedError !== undefined && l.verifiedError <= mostError)).map((l) => l.layer);

export function remarksOf(model: Model): string[] {
  const doubtful = unverified(model);
  if (doubtful.length === 0 || model.fault) return model.notes;
  return [`Attention could not be reproduced in layer ${doubtful.join(", ")}: leave it out, or allow it under "Options".`, ...model.notes];
}
