// The equipment of the plant at the left: state by shape, worst alarm beside the name.

import type { EquipmentInfo } from "kit/api/operator_types";
import { Icon } from "kit/components/icons";
import { PriorityShape } from "kit/components/priority_shape";
import { StateShape } from "kit/components/state_shape";
import { path } from "kit/router/router";
import { useUnitState } from "operator/parts/unit_state";
import { alarms, isUnacknowledged } from "operator/state/alarms";
import { displayName, equipmentAt, roots, tagOf } from "operator/state/plant";

export function EquipmentTree() {
  return (
    <>
      <h2>Equipment</h2>
      {roots.value.map((root) => (
        <Branch key={root.path} equipment={root} depth={0} />
      ))}
    </>
  );
}

function Branch({ equipment, depth }: { equipment: EquipmentInfo; depth: number }) {
  const href = `/unit/${equipment.path}`;
  const worst = alarms.value.find((a) => a.equipment === equipment.path);
  const children = equipment.children.map(equipmentAt).filter((e): e is EquipmentInfo => e !== undefined);
  return (
    <>
      <a
        href={href}
        aria-current={path.value === href ? "page" : undefined}
        title={displayName(equipment)}
        style={{ "--depth": depth }}
      >
        {tagOf(equipment, "state") ? <State equipment={equipment} /> : <Icon name="unit" />}
        <span class="label">{displayName(equipment)}</span>
        {worst && (
          <PriorityShape
            priority={worst.priority}
            unacknowledged={isUnacknowledged(worst)}
            returned={worst.state === "RTNUN"}
            size={18}
          />
        )}
      </a>
      {children.map((child) => (
        <Branch key={child.path} equipment={child} depth={depth + 1} />
      ))}
    </>
  );
}

function State({ equipment }: { equipment: EquipmentInfo }) {
  const state = useUnitState(equipment);
  return (
    <span class="mw-live">
      <StateShape state={state.name} size={18} />
    </span>
  );
}
