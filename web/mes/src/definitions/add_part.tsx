// Another definition in the same change: one that is there, or a new one.

import { useState } from "preact/hooks";
import { Icon } from "kit/components/icons";
import type { AllKnown } from "mes/definitions/use_definitions";
import { type FormPart, partFor } from "mes/state/change_form";
import { kShapes } from "mes/state/definition_shapes";
import { byId, shownOf } from "mes/state/known_definitions";

interface Props {
  all: AllKnown;
  there: readonly FormPart[];
  onAdd: (part: FormPart) => void;
}

export function AddPart({ all, there, onAdd }: Props) {
  const [section, setSection] = useState(kShapes[0]!.section);
  const [id, setId] = useState("");
  const shape = kShapes.find((one) => one.section === section)!;
  const known = all.get(section) ?? [];
  const free = byId(known).filter(({ shown }) => !there.some((one) => one.shape === shape && one.id === shown.id));
  const add = () => {
    const found = id === "" ? undefined : shownOf(known, id);
    onAdd(partFor(shape, found?.shown, found?.versions));
    setId("");
  };
  return (
    <div class="mes-add-part">
      <label class="mw-field">
        <span>In the same change</span>
        <select
          class="mw-input"
          name="add-section"
          value={section}
          onChange={(e) => {
            setSection(e.currentTarget.value as typeof section);
            setId("");
          }}
        >
          {kShapes.map((one) => (
            <option key={one.section} value={one.section}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <label class="mw-field">
        <span>Which</span>
        <select class="mw-input" name="add-id" value={id} onChange={(e) => setId(e.currentTarget.value)}>
          <option value="">A new {shape.one}</option>
          {free.map(({ shown }) => (
            <option key={shown.id} value={shown.id}>
              {shown.id}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="mw-button" onClick={add}>
        <Icon name="plus" size={14} /> Add
      </button>
    </div>
  );
}
