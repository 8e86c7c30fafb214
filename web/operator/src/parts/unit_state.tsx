// A unit's state as its tags tell it, with the reason when it does not run.

import type { EquipmentInfo } from "kit/api/operator_types";
import { qualityClass } from "kit/format/quality";
import { kPackmlNames, type StateShape, stateShape } from "kit/format/packml";
import { stopReason } from "kit/format/words";
import { useTag } from "kit/live/tags";
import { tagOf } from "operator/state/plant";

export interface UnitState {
  name: string | undefined;
  shape: StateShape;
  reason: string;
}

export function useUnitState(unit: EquipmentInfo): UnitState {
  const state = tagOf(unit, "state");
  const stop = tagOf(unit, "stop_code");
  const value = useTag(state?.path)?.value;
  const code = useTag(stop?.path)?.value?.value;
  const known = value !== undefined && qualityClass(value.quality) !== "bad";
  const name = known ? (state?.states?.[String(value.value)] ?? kPackmlNames[String(value.value)]) : undefined;
  const shape = stateShape(name);
  const reason = !known || shape === "running" || typeof code !== "number" ? "" : stopReason(code, stop?.states);
  return { name, shape, reason };
}

/** Whether the switch at the machine stands at local: then it obeys nobody here, whoever has the authority. */
export function useLocalSwitch(unit: EquipmentInfo): boolean {
  const value = useTag(tagOf(unit, "local_switch")?.path)?.value;
  return value !== undefined && qualityClass(value.quality) !== "bad" && (value.value === true || value.value === 1);
}
