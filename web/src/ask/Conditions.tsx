import { useMemo } from "react";
import type { TokenTable } from "../data/tokens";
import { go, usePlace } from "../state/place";
import { type Field, fieldsOf } from "./fields";
import { Popover } from "./Popover";
import { useDraft } from "./useDraft";
import { type Condition, formatWhere, isRange, parseWhere, withCondition } from "./where";

/** Conditions on what is known of the sequences; all of them must hold. */
export function Conditions({ table }: { table: TokenTable | undefined }) {
  const { where } = usePlace();
  const fields = useMemo(() => (table ? fieldsOf(table) : []), [table]);
  const conditions = useMemo(() => parseWhere(where), [where]);
  const set = (c: Condition) => go({ where: formatWhere(withCondition(conditions, c)) });
  return (
    <Popover
      label={<>Filter{conditions.length > 0 && ` (${conditions.length})`}</>}
      title="Filter by metadata"
      pressed={conditions.length > 0}
      disabled={fields.length === 0}
    >
      {() => (
        <>
          <div className="conditions stack">
            {fields.map((field) => (
              <FieldCondition key={field.name} field={field} condition={conditions.find((c) => c.field === field.name)} set={set} />
            ))}
          </div>
          <button disabled={conditions.length === 0} onClick={() => go({ where: "" })}>
            Remove all conditions
          </button>
        </>
      )}
    </Popover>
  );
}

function FieldCondition({ field, condition, set }: { field: Field; condition?: Condition; set: (c: Condition) => void }) {
  const values = condition && !isRange(condition) ? condition.values : [];
  if (field.kind === "number") return <NumberCondition field={field} condition={condition} set={set} />;
  if (field.kind === "text") return <TextCondition name={field.name} value={values.join("|")} set={set} />;
  return (
    <fieldset className="condition">
      <legend>{field.name}</legend>
      <div className="choices">
        {field.choices.map(({ text, count }) => (
          <label key={text} className="switch">
            <input
              type="checkbox"
              checked={values.includes(text)}
              onChange={(e) => set({ field: field.name, values: e.target.checked ? [...values, text] : values.filter((v) => v !== text) })}
            />
            <span className="grow">{text}</span>
            <span className="quiet">{count}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function TextCondition({ name, value, set }: { name: string; value: string; set: (c: Condition) => void }) {
  const [text, setText] = useDraft(value, (t) => set({ field: name, values: t.split("|").filter((v) => v !== "") }), 300);
  return (
    <fieldset className="condition">
      <legend>{name}</legend>
      <input
        aria-label={`${name}: the whole text`}
        placeholder="whole text; a|b for one of several"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
    </fieldset>
  );
}

function NumberCondition({
  field,
  condition,
  set,
}: {
  field: Field & { kind: "number" };
  condition?: Condition;
  set: (c: Condition) => void;
}) {
  const { from, to } = condition && isRange(condition) ? condition : {};
  const number = (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text));
  const [low, setLow] = useDraft(String(from ?? ""), (t) => set({ field: field.name, from: number(t), to }), 400);
  const [high, setHigh] = useDraft(String(to ?? ""), (t) => set({ field: field.name, from, to: number(t) }), 400);
  return (
    <fieldset className="condition">
      <legend>{field.name}</legend>
      <div className="row">
        <input
          type="number"
          step="any"
          aria-label={`${field.name} from`}
          placeholder={String(field.least)}
          value={low}
          onChange={(e) => setLow(e.target.value)}
        />
        <span className="quiet">to</span>
        <input
          type="number"
          step="any"
          aria-label={`${field.name} to`}
          placeholder={String(field.most)}
          value={high}
          onChange={(e) => setHigh(e.target.value)}
        />
      </div>
    </fieldset>
  );
}
