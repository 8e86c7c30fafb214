// Writing a change: the fields of the definition, what they differ in so far, and handing it in as a draft.

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, api, sentenceOf } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { Fault, Panel } from "kit/components/text";
import { capital, sentence } from "kit/format/words";
import { go } from "kit/router/router";
import { DifferenceTable, tellingDifferences } from "mes/definitions/difference_table";
import { FormFields, FormRows, OfferLists } from "mes/definitions/form_fields";
import { useOffers } from "mes/definitions/use_definitions";
import { type Faults, faultsOf, itemFrom, kNoFaults, toForm } from "mes/state/definition_form";
import type { Shape } from "mes/state/definition_shapes";
import { contentOf, type DefinitionChange, type Item, nextVersion } from "mes/state/definitions";
import { changeAddress, type Known } from "mes/state/known_definitions";

interface Props {
  shape: Shape;
  /** Of a definition that is there: what is in effect, and its versions. */
  current?: Known | undefined;
  versions?: readonly Known[];
  onCancel: string;
}

export function ChangeEditor({ shape, current, versions = [], onCancel }: Props) {
  const offers = useOffers();
  const numbers = versions.map((one) => one.version ?? 0);
  const [start] = useState<Item>(() => (current ? nextVersion(current.item, numbers) : {}));
  const [form, setForm] = useState(() => toForm(shape, start));
  const [id, setId] = useState(current?.id ?? "");
  const [title, setTitle] = useState("");
  const [faults, setFaults] = useState<Faults>(kNoFaults);
  const [busy, setBusy] = useState(false);
  const version = shape.versioned ? ((start["version"] as number | undefined) ?? 1) : undefined;
  const item = itemFrom(shape, id, version, form);
  const before = current?.item;
  const changed = tellingDifferences(before, item).length > 0;
  const lacks = title.trim() === "" ? "Say in a few words what changes." : changed ? undefined : "Nothing is changed.";

  const handIn = async (event: Event) => {
    event.preventDefault();
    if (lacks) return;
    const content = contentOf(shape.section, item);
    setBusy(true);
    setFaults(kNoFaults);
    try {
      const made = await api.post<DefinitionChange>("/api/v1/definitions/changes", { title: title.trim(), content });
      refreshShown("definitions");
      go(changeAddress(made.id));
    } catch (cause) {
      const located = cause instanceof ApiError && cause.status > 0;
      setFaults(located ? faultsOf(cause.message, content) : { at: new Map(), other: [sentenceOf(cause)] });
    } finally {
      setBusy(false);
    }
  };

  const here = useRef<HTMLFormElement>(null);
  useEffect(() => {
    here.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);

  const level = { path: "", row: form, whole: form, onForm: setForm, faults };
  return (
    <form class="mw-stack mes-change" ref={here} onSubmit={(e) => void handIn(e)}>
      <OfferLists offers={offers} />
      <Panel
        title={current ? `Change ${current.id}` : `New ${shape.one}`}
        end={current && <Becomes version={version} />}
      >
        <div class="mes-definition">
          {!current && <IdField shape={shape} value={id} onId={setId} fault={faults.at.get(shape.id)} />}
          <FormFields fields={shape.fields} {...level} />
          {shape.rows.map((rows) => (
            <FormRows key={rows.key} rows={rows} {...level} />
          ))}
        </div>
      </Panel>
      {changed && current && (
        <Panel title="What it changes" flush>
          <DifferenceTable before={before} after={item} />
        </Panel>
      )}
      <Panel title="Hand in for approval">
        <div class="mw-stack">
          <label class="mw-field">
            <span>What changes, and why</span>
            <input class="mw-input" name="title" value={title} onInput={(e) => setTitle(e.currentTarget.value)} />
          </label>
          <Said faults={faults} />
          <span class="mes-actions">
            {lacks && <span class="mw-muted">{lacks}</span>}
            <a class="mw-button" href={onCancel}>
              Cancel
            </a>
            <button type="submit" class="mw-button primary" disabled={lacks !== undefined || busy}>
              {busy ? "Asked…" : "Hand in"}
            </button>
          </span>
        </div>
      </Panel>
    </form>
  );
}

const Becomes = ({ version }: { version: number | undefined }) => (
  <span class="mw-muted">
    {version === undefined ? "Takes the place of what is in effect" : `Becomes version ${version}`}
  </span>
);

function Said({ faults }: { faults: Faults }) {
  const marked = faults.at.size;
  return (
    <>
      {marked > 0 && <Fault>Not taken: {marked === 1 ? "one field is" : `${marked} fields are`} marked above.</Fault>}
      {faults.other.map((one) => (
        <Fault key={one}>{sentence(capital(one))}</Fault>
      ))}
    </>
  );
}

interface IdProps {
  shape: Shape;
  value: string;
  onId: (id: string) => void;
  fault: string | undefined;
}

function IdField({ shape, value, onId, fault }: IdProps) {
  const material = shape.id === "material";
  return (
    <div class="mes-fields">
      <label class="mw-field wide">
        <span>{material ? "Of the material" : "Name, for good"}</span>
        <input
          class="mw-input"
          name={shape.id}
          value={value}
          autocomplete="off"
          list={material ? "offer-materials" : undefined}
          aria-invalid={fault !== undefined}
          onInput={(e) => onId(e.currentTarget.value)}
        />
        {fault && <strong class="mw-fault mw-small">{fault}</strong>}
      </label>
    </div>
  );
}
