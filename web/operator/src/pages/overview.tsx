// The line: its units in the order of flow with the buffers between them, its start and stop, what is wrong, and the
// trend of what is watched most.

import { Fragment } from "preact";
import type { EquipmentInfo } from "kit/api/operator_types";
import { kTenMinutesMs } from "kit/components/analog";
import { CommandButton } from "kit/components/command_button";
import { LiveValue } from "kit/components/live_value";
import { StateShape } from "kit/components/state_shape";
import { Empty, Fault, Loading, Panel, Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { count, rejectionText, requesterOf, sentenceCase, stateText, unitName } from "kit/format/words";
import { withQuery } from "kit/router/router";
import { equipmentOf } from "kit/units";
import { AlarmMark } from "operator/parts/alarm_list";
import { FlowBuffer } from "operator/parts/flow_buffer";
import { JobPanel } from "operator/parts/job_panel";
import { TagTrend } from "operator/parts/tag_trend";
import { UnitTile } from "operator/parts/unit_tile";
import { useUnitState } from "operator/parts/unit_state";
import { alarms } from "operator/state/alarms";
import { useAllowed, useCommands } from "operator/state/commands";
import {
  bufferBetween,
  displayName,
  equipmentAt,
  isAnalog,
  line,
  plant,
  plantFault,
  tagAt,
  tagOf,
  unitsOf,
} from "operator/state/plant";

export function OverviewPage({ path }: { path?: string }) {
  const shown = path ? equipmentAt(path) : line.value;
  if (!plant.value) return plantFault.value ? <Fault>{plantFault.value}</Fault> : <Loading what="Loading the plant" />;
  if (!shown) return <Empty title="No line">The plant file names no line with units. Add one and restart.</Empty>;
  const units = unitsOf(shown);
  return (
    <div class="mw-stack">
      <LineHead equipment={shown} />
      <div class="op-flow" style={{ "--units": units.length }}>
        {units.map((unit, i) => (
          <Fragment key={unit.path}>
            {i > 0 && <FlowBuffer buffer={bufferBetween(shown, units[i - 1]!, unit)} />}
            <UnitTile unit={unit} />
          </Fragment>
        ))}
      </div>
      <JobPanel line={shown} />
      <div class="mw-columns">
        <WatchedTrend units={units} />
        <div class="mw-stack">
          <AlarmPanel />
          <CommandPanel />
        </div>
      </div>
    </div>
  );
}

function LineHead({ equipment }: { equipment: EquipmentInfo }) {
  const state = useUnitState(equipment);
  const allowed = useAllowed(equipment.path);
  const facts = ["speed", "good_count", "reject_count"]
    .map((leaf) => tagOf(equipment, leaf))
    .filter((t) => t !== undefined);
  return (
    <header class="op-line">
      <a class="op-line-name mw-live" href={withQuery({ show: equipment.path })}>
        <StateShape state={state.name} size={32} />
        <span>
          <h1>{displayName(equipment)}</h1>
          <span class="mw-muted">{stateText(state.name, state.reason)}</span>
        </span>
      </a>
      <dl>
        {facts.map((tag) => (
          <div key={tag.path}>
            <dt>{sentenceCase(tag.name)}</dt>
            <dd>
              <LiveValue tag={tag} />
            </dd>
          </div>
        ))}
      </dl>
      <div class="op-line-commands">
        {equipment.commands
          .filter((c) => !c.parameter)
          .map((info) => (
            <CommandButton
              key={info.name}
              equipment={equipment.path}
              info={info}
              allowed={allowed.get(info.name)}
              small
            />
          ))}
      </div>
    </header>
  );
}

/** What the tiles leave of the window, so that the whole line is seen at once. */
const trendHeight = () => Math.min(420, Math.max(260, window.innerHeight - 630));

/** The analog tag with limits and a set-point, which is the one a line is run by, with its set-point. */
function WatchedTrend({ units }: { units: EquipmentInfo[] }) {
  const all = units.flatMap((u) => u.tags);
  const withLimits = all.filter((t) => isAnalog(t) && t.limits.length > 0);
  const watched = withLimits.find((t) => tagAt(`${t.path}_setpoint`)) ?? withLimits[0];
  if (!watched) return null;
  const setpoint = tagAt(`${watched.path}_setpoint`);
  const pens = setpoint ? [watched, setpoint] : [watched];
  return (
    <Panel
      title={`${unitName(equipmentOf(watched.path))}, ${watched.name.replace(/_/g, " ")}: last ten minutes`}
      flush
      end={<a href={`/trend?pens=${pens.map((p) => p.path).join(",")}`}>Open trend</a>}
    >
      <TagTrend tags={pens} spanMs={kTenMinutesMs} height={trendHeight()} />
    </Panel>
  );
}

function AlarmPanel() {
  const list = alarms.value.slice(0, 6);
  const more = alarms.value.length - list.length;
  return (
    <Panel title="Alarms" flush end={<a href="/alarms">{more > 0 ? `${count(more, "more alarm")}` : "All alarms"}</a>}>
      {list.length === 0 ? (
        <div class="mw-live">
          <Empty title="Nothing is wrong">An alarm appears here as soon as a value passes its limit.</Empty>
        </div>
      ) : (
        <ul class="op-list padded">
          {list.map((alarm) => (
            <li key={alarm.id}>
              <AlarmMark alarm={alarm} size={24} />
              <a class="plain" href={withQuery({ show: alarm.equipment })}>
                {alarm.message}
              </a>
              <Time at={alarm.active_since} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function CommandPanel() {
  const last = (useCommands(200).data ?? []).slice(0, 4);
  return (
    <Panel title="Last commands" flush end={<a href="/commands">All commands</a>}>
      {last.length === 0 ? (
        <Empty title="No commands yet">What people and the MES ask of the line appears here with its outcome.</Empty>
      ) : (
        <ul class="op-list padded">
          {last.map((c) => (
            <li key={c.id}>
              <span class="op-two">
                <span class="mw-ellipsis">
                  {unitName(c.equipment)}: {c.command.replace(/_/g, " ")}{" "}
                  {c.parameters?.value === undefined ? "" : formatValue(c.parameters.value, {})}
                </span>
                <span class="mw-muted mw-small">
                  {sentenceCase(c.state)}
                  {c.state === "completed" || c.state === "accepted" ? "" : `: ${rejectionText(c.reason)}`}, by{" "}
                  {requesterOf(c.requester).text || "nobody named"}
                </span>
              </span>
              {c.time && <Time at={c.time} />}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
