import type { Model } from "../gen/attentionviz/v1/model_pb";
import type { Loaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { Problem } from "./fields";
import { modelLine, remarksOf } from "./modelWords";

export function ModelPicker({
  models,
  chosen,
  choose,
  problem,
}: {
  models: Loaded<Model[]>;
  chosen: string;
  choose: (id: string) => void;
  problem?: string;
}) {
  const list = models.value ?? [];
  return (
    <fieldset className="part">
      <legend>Model</legend>
      <button type="button" className="bare refresh" onClick={models.retry} disabled={models.loading}>
        Refresh
      </button>
      <div className="models">
        {models.loading && !models.value && <Progress label="Asking for models" cancel={models.cancel} />}
        {models.failure && <FailureNote failure={models.failure} retry={models.retry} />}
        {models.value && list.length === 0 && (
          <p className="quiet">
            No worker offers a model. Put <code>model.onnx</code>, for text with its <code>tokenizer.json</code>, into a folder of its own
            in the server's models folder, then refresh.
          </p>
        )}
        {list.map((model) => (
          <ModelCard key={model.modelId} model={model} chosen={model.modelId === chosen} choose={() => choose(model.modelId)} />
        ))}
      </div>
      <Problem text={problem} />
    </fieldset>
  );
}

function ModelCard({ model, chosen, choose }: { model: Model; chosen: boolean; choose: () => void }) {
  const remarks = remarksOf(model);
  return (
    <div className="model">
      <label className={model.fault ? "faulty" : undefined}>
        <input type="radio" name="model" checked={chosen} disabled={model.fault !== ""} onChange={choose} />
        <strong>{model.modelId}</strong> <span className="quiet">{modelLine(model)}</span>
      </label>
      {model.fault && <p className="problem">Cannot be used: {model.fault}</p>}
      {remarks.length > 0 && (
        <details>
          <summary className="quiet">{remarks.length === 1 ? "1 note" : `${remarks.length} notes`}</summary>
          <ul>
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
