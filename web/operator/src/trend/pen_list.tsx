// The pens of a trend beside it, with their present values, and the list to pick more from.

import { useState } from "preact/hooks";
import type { TagInfo } from "kit/api/operator_types";
import { kPenCount, penColour } from "kit/charts/trend";
import { Icon } from "kit/components/icons";
import { LiveValue } from "kit/components/live_value";
import { Panel } from "kit/components/text";
import { sentenceCase } from "kit/format/words";
import { displayName, plant } from "operator/state/plant";
import { penLabel } from "operator/trend/pens";

interface PenProps {
  pens: TagInfo[];
  choose: (tags: TagInfo[]) => void;
}

export function PenList({ pens, choose }: PenProps) {
  return (
    <Panel title="Pens" flush>
      <ul class="op-list padded">
        {pens.map((tag, i) => (
          <li key={tag.path}>
            <i class="op-pen" style={{ background: penColour(i) }} />
            <span class="op-pen-name" title={tag.path}>
              {penLabel(tag)}
            </span>
            <LiveValue tag={tag} />
            <button
              class="mw-button quiet icon small"
              aria-label="Remove"
              onClick={() => choose(pens.filter((p) => p !== tag))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function PenPicker({ pens, choose }: PenProps) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const full = pens.length >= kPenCount;
  const fits = (tag: TagInfo) => words.every((w) => `${tag.path} ${tag.description}`.toLowerCase().includes(w));
  const offered = (plant.value?.equipment ?? [])
    .map((e) => ({ equipment: e, tags: e.tags.filter((t) => t.type !== "text" && !pens.includes(t) && fits(t)) }))
    .filter((group) => group.tags.length > 0);
  return (
    <Panel title={full ? "Six pens at most" : "Add a pen"} flush>
      <div class="op-picker">
        <input
          class="mw-input"
          placeholder="Filter by name"
          aria-label="Filter"
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
        <div class="groups">
          {offered.map(({ equipment, tags }) => (
            <div key={equipment.path}>
              <h3 class="mw-small mw-muted">{displayName(equipment)}</h3>
              {tags.map((tag) => (
                <button
                  key={tag.path}
                  class="mw-button quiet small"
                  disabled={full}
                  title={tag.description}
                  onClick={() => choose([...pens, tag])}
                >
                  <Icon name="plus" size={14} />
                  <span class="mw-ellipsis">{sentenceCase(tag.name)}</span>
                  <span class="mw-unit">{tag.unit}</span>
                </button>
              ))}
            </div>
          ))}
          {offered.length === 0 && <p class="mw-muted">No value by that name.</p>}
        </div>
      </div>
    </Panel>
  );
}
