// A unit on a page of its own: trends of the last ten minutes, indicators, and the commands.

import { Analog, kTenMinutesMs } from "kit/components/analog";
import { StateLabel } from "kit/components/state_shape";
import { Empty, Loading, PageHead, Panel } from "kit/components/text";
import type { EquipmentInfo, TagInfo } from "kit/api/operator_types";
import { count, sentenceCase } from "kit/format/words";
import { AlarmTable } from "operator/parts/alarm_list";
import { AuthorityControl } from "operator/parts/authority_control";
import { Commands, OtherValues } from "operator/parts/faceplate";
import { TagTrend } from "operator/parts/tag_trend";
import { useUnitState } from "operator/parts/unit_state";
import { OverviewPage } from "operator/pages/overview";
import { alarmsOf } from "operator/state/alarms";
import { displayName, equipmentAt, isAnalog, plant, setpointOf, tagOf, unitsOf } from "operator/state/plant";

export function UnitPage({ path }: { path: string }) {
  const unit = equipmentAt(path);
  if (!plant.value) return <Loading what="Loading the plant" />;
  if (!unit) return <Empty title="No such unit">The plant has nothing at “{path}”. Choose a unit at the left.</Empty>;
  if (unitsOf(unit).length > 0) return <OverviewPage path={path} />;
  return <UnitView unit={unit} key={path} />;
}

/** Analog tags by unit of measure, at most three charts: temperatures together, flows together. */
export function chartGroups(unit: EquipmentInfo): TagInfo[][] {
  const groups = new Map<string, TagInfo[]>();
  for (const tag of unit.tags) {
    if (!isAnalog(tag) || /^nozzle_\d+$/.test(tag.name)) continue;
    groups.set(tag.unit, [...(groups.get(tag.unit) ?? []), tag]);
  }
  const weight = (tags: TagInfo[]) => tags.filter((t) => t.limits.length > 0).length * 10 + tags.length;
  return [...groups.values()].sort((a, b) => weight(b) - weight(a)).slice(0, 4);
}

/** One value's own description; several by their names, as many as a title holds. */
function groupTitle(tags: TagInfo[]): string {
  const first = tags[0]!;
  if (tags.length === 1) return first.description || sentenceCase(first.name);
  return tags.length > 3 ? `Values in ${first.unit || "numbers"}` : sentenceCase(tags.map((t) => t.name).join(", "));
}

function UnitView({ unit }: { unit: EquipmentInfo }) {
  const state = useUnitState(unit);
  const groups = chartGroups(unit);
  const list = alarmsOf(unit.path);
  const analogs = unit.tags.filter((t) => isAnalog(t) && !t.name.endsWith("_setpoint") && !/^nozzle_\d+$/.test(t.name));
  return (
    <div class="mw-stack">
      <PageHead
        title={displayName(unit)}
        end={tagOf(unit, "state") && <StateLabel state={state.name} reason={state.reason} size={26} />}
      >
        <span class="mw-muted">{unit.description}</span>
      </PageHead>
      {list.length > 0 && (
        <Panel title={count(list.length, "alarm")} flush>
          <AlarmTable list={list} />
        </Panel>
      )}
      <div class="mw-columns">
        <div class="mw-stack">
          {groups.length === 0 && (
            <Panel title="Trends">
              <Empty title="No analog values">This unit has counters and states only.</Empty>
            </Panel>
          )}
          {groups.map((tags, i) => (
            <Panel key={tags[0]!.unit} title={groupTitle(tags)} flush>
              <TagTrend tags={tags} spanMs={kTenMinutesMs} height={i === 0 ? 240 : 160} />
            </Panel>
          ))}
        </div>
        <div class="mw-panel op-side">
          <Commands unit={unit} />
          <AuthorityControl unit={unit} />
          {analogs.length > 0 && (
            <section>
              <h2>Values</h2>
              {analogs.map((tag) => (
                <Analog key={tag.path} tag={tag} setpoint={setpointOf(unit, tag)} />
              ))}
            </section>
          )}
          <OtherValues unit={unit} />
        </div>
      </div>
    </div>
  );
}
