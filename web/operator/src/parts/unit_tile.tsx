// A unit of the line: name, state by shape and brightness, the two or three values that matter, its worst alarm, and
// who is in charge.

import type { EquipmentInfo } from "kit/api/operator_types";
import { Analog } from "kit/components/analog";
import { LiveValue } from "kit/components/live_value";
import { PriorityShape } from "kit/components/priority_shape";
import { StateShape } from "kit/components/state_shape";
import { sentenceCase, stateText } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
import { useLocalSwitch, useUnitState } from "operator/parts/unit_state";
import { alarmsOf, isUnacknowledged } from "operator/state/alarms";
import { authorityOf } from "operator/state/authority";
import { displayName, isAnalog, keyTags, setpointOf } from "operator/state/plant";

export function UnitTile({ unit }: { unit: EquipmentInfo }) {
  const state = useUnitState(unit);
  const selected = query("show") === unit.path;
  return (
    <a
      class="op-tile"
      href={withQuery({ show: selected ? undefined : unit.path })}
      data-shape={state.shape}
      aria-current={selected ? "true" : undefined}
    >
      <header class="mw-live">
        <StateShape state={state.name} size={24} />
        <span>
          <strong class="mw-ellipsis">{displayName(unit)}</strong>
          <span>{stateText(state.name, state.reason)}</span>
        </span>
      </header>
      <div class="values">
        {keyTags(unit, 3).map((tag) =>
          isAnalog(tag) ? (
            <Analog key={tag.path} tag={tag} setpoint={setpointOf(unit, tag)} />
          ) : (
            <div class="op-pair" key={tag.path}>
              <span class="mw-muted mw-ellipsis">{sentenceCase(tag.name)}</span>
              <LiveValue tag={tag} />
            </div>
          ),
        )}
      </div>
      <footer>
        <WorstAlarm unit={unit} />
        <Authority unit={unit} />
      </footer>
    </a>
  );
}

function WorstAlarm({ unit }: { unit: EquipmentInfo }) {
  const all = alarmsOf(unit.path);
  const worst = all[0];
  if (!worst) return null;
  return (
    <span class="op-worst" title={worst.message}>
      <PriorityShape
        priority={worst.priority}
        unacknowledged={isUnacknowledged(worst)}
        returned={worst.state === "RTNUN"}
      />
      <span>{worst.message}</span>
    </span>
  );
}

function Authority({ unit }: { unit: EquipmentInfo }) {
  const entry = authorityOf(unit.path);
  const local = useLocalSwitch(unit);
  if (local) return <strong class="mw-small mw-live">Local switch</strong>;
  return <span class="mw-muted mw-small">{entry ? sentenceCase(entry.authority) : ""}</span>;
}
