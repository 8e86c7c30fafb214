// What the MES application's server says of planning: the search for a better plan, replanning, moves, disruptions and
// closed times. Field names are those of the wire.

import type { Planned } from "kit/api/mes_types";
import type { EquipmentPath, OrderId, UtcText } from "kit/units";

/** What a plan costs: lateness, changeover, and when all is done, in seconds. */
export interface PlanCost {
  tardiness_s: number;
  setup_s: number;
  makespan_s: number;
}

export interface PlanSearch {
  id: string;
  state: "running" | "done" | "stopped";
  elapsed_s: number;
  cost: PlanCost;
  /** Of very many, the later ones and some of the earlier. */
  improvements: (PlanCost & { at_s: number })[];
  /** The best found by now. */
  plan: Planned[];
  /** Why there is none; else empty. */
  failure?: string;
}

export interface MovedOrder {
  order: OrderId;
  from: UtcText;
  to: UtcText;
}

export type EventKind = "unit_down" | "order_late" | "material_changed";

export interface PlanEvent {
  event: EventKind;
  equipment?: string;
  from?: UtcText;
  /** Absent while nobody knows. */
  to?: UtcText;
  order?: string;
  earliest?: UtcText;
  material?: string;
  why?: string;
}

export interface Replanned {
  plan: Planned[];
  /** What the event itself touches; the rest moved because of it. */
  disturbed: OrderId[];
  moved: MovedOrder[];
  kept: boolean;
  seconds: number;
}

export interface MoveConflict {
  kind: "overlap" | "closed" | "too_early" | "running" | "late" | "material";
  order?: OrderId | null;
  text: string;
}

/** Where the order cannot begin when it was asked to, the plan has it as soon after as it can. */
export interface MoveAnswer {
  conflicts: MoveConflict[];
  plan: Planned[];
  moved: MovedOrder[];
  kept: boolean;
}

export interface Unavailable {
  id: string;
  equipment: EquipmentPath;
  from: UtcText;
  /** Open while nobody knows when it is back. */
  to?: UtcText | null;
  why: string;
  by: string;
}

/** What happened that the plan does not know of; it names what it is about. */
export interface Disruption {
  kind: EventKind;
  equipment?: EquipmentPath | null;
  order?: OrderId | null;
  material?: string | null;
  since: UtcText;
  text: string;
}
