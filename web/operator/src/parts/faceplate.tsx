// The faceplate of a unit in the drawer: state, commands with what blocks them, authority, every analog tag as an
// indicator, the other values, its alarms and its last commands.

import type { EquipmentInfo, TagInfo } from "kit/api/operator_types";
import { Analog } from "kit/components/analog";
import { CommandButton, SetCommand } from "kit/components/command_button";
import { Drawer } from "kit/components/drawer";
import { LiveValue } from "kit/components/live_value";
import { StateShape } from "kit/components/state_shape";
import { Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { rejectionText, requesterOf, sentenceCase, stateText } from "kit/format/words";
import { useTag } from "kit/live/tags";
import { AlarmMark, AcknowledgeButton } from "operator/parts/alarm_list";
import { AuthorityControl } from "operator/parts/authority_control";
import { useUnitState } from "operator/parts/unit_state";
import { alarmsOf, isUnacknowledged } from "operator/state/alarms";
import { useAllowed, useCommands } from "operator/state/commands";
import { displayName, isAnalog, setpointOf, tagAt } from "operator/state/plant";

export function Faceplate({ unit }: { unit: EquipmentInfo }) {
  const state = useUnitState(unit);
  const title = (
    <span class="op-face-title">
      <StateShape state={state.name} size={28} />
      <span>
        <strong>{displayName(unit)}</strong>
        <span class="mw-muted mw-small">{stateText(state.name, state.reason)}</span>
      </span>
      <a class="mw-small" href={`/unit/${unit.path}`}>
        Open page
      </a>
    </span>
  );
  return (
    <Drawer title={title} label={displayName(unit)} key={unit.path}>
      <Alarms unit={unit} />
      <Commands unit={unit} />
      <AuthorityControl unit={unit} />
      <Analogs unit={unit} />
      <OtherValues unit={unit} />
      <LastCommands unit={unit} />
    </Drawer>
  );
}

function Alarms({ unit }: { unit: EquipmentInfo }) {
  const list = alarmsOf(unit.path);
  if (list.length === 0) return null;
  return (
    <section>
      <h2>Alarms</h2>
      <ul class="op-list">
        {list.map((alarm) => (
          <li key={alarm.id}>
            <AlarmMark alarm={alarm} size={24} />
            <span>
              {alarm.message}
              <br />
              <span class="mw-muted mw-small">
                since <Time at={alarm.active_since} />
              </span>
            </span>
            {isUnacknowledged(alarm) && <AcknowledgeButton alarm={alarm} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Commands({ unit }: { unit: EquipmentInfo }) {
  const allowed = useAllowed(unit.path);
  const plain = unit.commands.filter((c) => !c.parameter);
  const sets = unit.commands.filter((c) => c.parameter);
  if (unit.commands.length === 0) return null;
  return (
    <section>
      <h2>Commands</h2>
      <div class="op-commands">
        {plain.map((info) => (
          <CommandButton key={info.name} equipment={unit.path} info={info} allowed={allowed.get(info.name)} />
        ))}
      </div>
      {sets.map((info) => (
        <SetWithCurrent key={info.name} unit={unit} name={info.name} allowed={allowed} />
      ))}
    </section>
  );
}

function SetWithCurrent({
  unit,
  name,
  allowed,
}: {
  unit: EquipmentInfo;
  name: string;
  allowed: ReturnType<typeof useAllowed>;
}) {
  const info = unit.commands.find((c) => c.name === name)!;
  const inForce = useTag(info.parameter?.setpoint_tag ?? undefined)?.value?.value;
  const current =
    typeof inForce === "number"
      ? Number(inForce.toFixed(tagAt(info.parameter?.setpoint_tag ?? "")?.decimals ?? 1))
      : undefined;
  return <SetCommand equipment={unit.path} info={info} allowed={allowed.get(name)} current={current} />;
}

const isHousekeeping = (tag: TagInfo) => ["state", "stop_code", "local_switch", "local"].includes(tag.name);
const hasOwnIndicator = (unit: EquipmentInfo, tag: TagInfo) =>
  tag.name.endsWith("_setpoint") && unit.tags.some((t) => `${t.name}_setpoint` === tag.name);

function Analogs({ unit }: { unit: EquipmentInfo }) {
  const analogs = unit.tags.filter((t) => isAnalog(t) && !hasOwnIndicator(unit, t) && !/^nozzle_\d+$/.test(t.name));
  if (analogs.length === 0) return null;
  return (
    <section>
      <h2>Values, last ten minutes</h2>
      {analogs.map((tag) => (
        <Analog key={tag.path} tag={tag} setpoint={setpointOf(unit, tag)} sparkline />
      ))}
    </section>
  );
}

export function OtherValues({ unit }: { unit: EquipmentInfo }) {
  const others = unit.tags.filter(
    (t) => !isHousekeeping(t) && (!isAnalog(t) || hasOwnIndicator(unit, t) || /^nozzle_\d+$/.test(t.name)),
  );
  if (others.length === 0) return null;
  return (
    <section>
      <h2>Counters and states</h2>
      {others.map((tag) => (
        <div class="op-pair" key={tag.path}>
          <span class="mw-muted mw-ellipsis" title={tag.description}>
            {sentenceCase(tag.name)}
          </span>
          <LiveValue tag={tag} />
        </div>
      ))}
    </section>
  );
}

function LastCommands({ unit }: { unit: EquipmentInfo }) {
  const all = useCommands(200).data ?? [];
  const mine = all.filter((c) => c.equipment === unit.path).slice(0, 5);
  return (
    <section>
      <h2>Last commands</h2>
      {mine.length === 0 && <p class="mw-muted">None yet.</p>}
      <ul class="op-list">
        {mine.map((c) => (
          <li key={c.id}>
            <span>
              {sentenceCase(c.command)} {c.parameters?.value === undefined ? "" : formatValue(c.parameters.value, {})}
              <span class="mw-muted"> by {requesterOf(c.requester).text || "nobody named"}</span>
              <br />
              <span class="mw-muted mw-small">
                {c.state.replace("_", " ")}
                {c.reason && c.state !== "completed" ? `: ${rejectionText(c.reason)}` : ""}
              </span>
            </span>
            {c.time && <Time at={c.time} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
