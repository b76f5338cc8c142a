import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { NewSequenceSchema } from "../gen/attentionviz/v1/explore_service_pb";
import { type Model, ModelInput } from "../gen/attentionviz/v1/model_pb";

export type NewSequence = MessageInitShape<typeof NewSequenceSchema>;
type Reader = Pick<Model, "input" | "encoderDecoder">;

export const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== "");

/** A sequence for each line that is not blank. Throws where a model without a tokenizer is given no ids. */
export const sequencesOf = (text: string, model: Reader): NewSequence[] => linesOf(text).map((line) => sequenceOf(line, model));

/** What stands before and after "=>", for a model that reads from two sides. */
function sequenceOf(line: string, model: Reader): NewSequence {
  if (model.input === ModelInput.TOKEN_IDS) return { content: { case: "ids", value: { ids: idsOf(line) } } };
  const at = model.encoderDecoder ? line.indexOf("=>") : -1;
  if (at < 0) return { content: { case: "text", value: line } };
  return { content: { case: "text", value: line.slice(0, at).trim() }, target: line.slice(at + 2).trim() };
}

function idsOf(line: string): number[] {
  const ids = line.trim().split(/[\s,]+/);
  const odd = ids.find((id) => !/^\d+$/.test(id));
  if (odd !== undefined)
    throw new ConnectError(`“${odd}” is no token id; this model has no tokenizer, so give ids, like 17 4 256`, Code.InvalidArgument);
  return ids.map(Number);
}
