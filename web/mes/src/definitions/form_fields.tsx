// The fields of a definition while it is typed, rows within rows, each with what the server said of it.

import { Icon } from "kit/components/icons";
import type { Offers } from "mes/definitions/use_definitions";
import { type Faults, faultAt } from "mes/state/definition_faults";
import { type FormRow, rowAdded, rowRemoved, typedAt } from "mes/state/definition_form";
import type { Field, Offer, Rows } from "mes/state/definition_shapes";

interface Shared {
  whole: FormRow;
  onForm: (next: FormRow) => void;
  faults: Faults;
  /** It is there already: what lasts is not typed. */
  defined: boolean;
}
interface LevelProps extends Shared {
  path: string;
  row: FormRow;
}

const below = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
const offerId = (offer: Offer) => `offer-${offer}`;

export function FormFields({ fields, ...of }: LevelProps & { fields: readonly Field[] }) {
  return (
    <div class="mes-fields">
      {fields.map((field) => (
        <OneField key={field.key} field={field} {...of} />
      ))}
    </div>
  );
}

function OneField({ field, path, row, whole, onForm, faults, defined }: LevelProps & { field: Field }) {
  const at = below(path, field.key);
  const fault = faultAt(faults, at);
  const number = field.kind === "number";
  const shared = {
    class: "mw-input",
    name: at,
    value: row.values[field.key] ?? "",
    "aria-invalid": fault !== undefined,
    onInput: (e: { currentTarget: { value: string } }) =>
      onForm(typedAt(whole, path, field.key, e.currentTarget.value)),
  };
  return (
    <label class={`mw-field${field.wide ? " wide" : ""}${number ? " number" : ""}`}>
      <span>{field.label}</span>
      {field.choices ? (
        <select {...shared}>
          {["", ...field.choices].map((one) => (
            <option key={one} value={one}>
              {one || "–"}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          autocomplete="off"
          spellcheck={false}
          placeholder={field.hint}
          readOnly={field.lasting && defined}
          list={field.offer && field.kind !== "list" ? offerId(field.offer) : undefined}
          inputMode={number ? "decimal" : undefined}
        />
      )}
      {fault && (
        <strong class="mw-fault mw-small" role="alert">
          {fault}
        </strong>
      )}
    </label>
  );
}

export function FormRows({ rows, ...of }: LevelProps & { rows: Rows }) {
  const { path, row, whole, onForm, faults } = of;
  const list = row.rows[rows.key] ?? [];
  const at = below(path, rows.key);
  const fault = faults.at.get(at);
  return (
    <fieldset class={`mes-rows${rows.rows ? " deep" : ""}`}>
      <legend>{rows.label}</legend>
      {fault && <strong class="mw-fault mw-small">{fault}</strong>}
      {list.map((one, index) => (
        <OneRow
          {...of}
          key={index}
          rows={rows}
          index={index}
          row={one}
          path={`${at}.${index}`}
          fault={faults.at.get(`${at}.${rows.map ? one.values[rows.fields[0]!.key] : index}`)}
          onRemove={() => onForm(rowRemoved(whole, path, rows.key, index))}
        />
      ))}
      <button type="button" class="mw-button small" onClick={() => onForm(rowAdded(whole, path, rows))}>
        <Icon name="plus" size={14} /> Add {rows.one}
      </button>
    </fieldset>
  );
}

interface RowProps extends LevelProps {
  rows: Rows;
  index: number;
  fault: string | undefined;
  onRemove: () => void;
}

function OneRow({ rows, index, fault, onRemove, ...of }: RowProps) {
  return (
    <div class="row" role="group" aria-label={`${rows.one} ${index + 1}`}>
      <div class="line">
        <FormFields fields={rows.fields} {...of} />
        <button
          type="button"
          class="mw-button quiet icon"
          title={`Remove this ${rows.one}`}
          aria-label={`Remove ${rows.one} ${index + 1}`}
          onClick={onRemove}
        >
          <Icon name="close" size={14} />
        </button>
      </div>
      {fault && <strong class="mw-fault mw-small">{fault}</strong>}
      {(rows.rows ?? []).map((inner) => (
        <FormRows key={inner.key} rows={inner} {...of} />
      ))}
    </div>
  );
}

/** What the fields offer; once on a page. */
export function OfferLists({ offers }: { offers: Offers }) {
  return (
    <>
      {(Object.keys(offers) as Offer[]).map((offer) => (
        <datalist key={offer} id={offerId(offer)}>
          {offers[offer].map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </datalist>
      ))}
    </>
  );
}
