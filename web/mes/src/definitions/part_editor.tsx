// One definition of a change while it is typed: its fields, what is wrong with them, and what it differs in so far.

import { Fault, Panel } from "kit/components/text";
import { capital, sentence } from "kit/format/words";
import { DifferenceTable } from "mes/definitions/difference_table";
import { FormFields, FormRows } from "mes/definitions/form_fields";
import { differsFromEffect, type FormPart, itemOfPart } from "mes/state/change_form";
import type { Faults } from "mes/state/definition_faults";
import type { Shape } from "mes/state/definition_shapes";

interface Props {
  part: FormPart;
  onPart: (next: FormPart) => void;
  faults: Faults;
  /** Of several: takes this one out of the change. */
  onRemove?: (() => void) | undefined;
}

export function PartEditor({ part, onPart, faults, onRemove }: Props) {
  const { shape, before, form } = part;
  const level = {
    path: "",
    row: form,
    whole: form,
    onForm: (next: FormPart["form"]) => onPart({ ...part, form: next }),
    faults,
    defined: before !== undefined,
  };
  return (
    <div class="mw-stack" role="group" aria-label={`${shape.title}, ${part.id || "new"}`}>
      <Panel title={before ? `Change ${part.id}` : `New ${shape.one}`} end={<End part={part} onRemove={onRemove} />}>
        <div class="mes-definition">
          {!before && <IdField part={part} onPart={onPart} fault={faults.at.get(shape.id)} />}
          <FormFields fields={shape.fields} {...level} />
          {shape.rows.map((rows) => (
            <FormRows key={rows.key} rows={rows} {...level} />
          ))}
          {faults.other.map((one) => (
            <Fault key={one}>{sentence(capital(one))}</Fault>
          ))}
        </div>
      </Panel>
      {before && differsFromEffect(part) && (
        <Panel title="What it changes" flush>
          <DifferenceTable before={before} after={itemOfPart(part)} />
        </Panel>
      )}
    </div>
  );
}

function becomes({ before, version }: FormPart): string | undefined {
  if (version !== undefined) return `Becomes version ${version}`;
  return before ? "Takes the place of what is in effect" : undefined;
}

const End = ({ part, onRemove }: { part: FormPart; onRemove: (() => void) | undefined }) => (
  <span class="mes-actions">
    <span class="mw-muted">{becomes(part)}</span>
    {onRemove && (
      <button type="button" class="mw-button small" onClick={onRemove}>
        Leave out
      </button>
    )}
  </span>
);

interface IdProps {
  part: FormPart;
  onPart: (next: FormPart) => void;
  fault: string | undefined;
}

const idLabel = (shape: Shape) => (shape.id === "material" ? "Of the material" : "Name, for good");

function IdField({ part, onPart, fault }: IdProps) {
  const { shape } = part;
  return (
    <div class="mes-fields">
      <label class="mw-field wide">
        <span>{shape.fields.some(({ key }) => key === "name") ? "Id, for good" : idLabel(shape)}</span>
        <input
          class="mw-input"
          name={shape.id}
          value={part.id}
          autocomplete="off"
          list={shape.id === "material" ? "offer-materials" : undefined}
          aria-invalid={fault !== undefined}
          onInput={(e) => onPart({ ...part, id: e.currentTarget.value })}
        />
        {fault && <strong class="mw-fault mw-small">{fault}</strong>}
      </label>
    </div>
  );
}
