// What the MES application's server says. Field names are those of the wire.

import type { LotLink, Received } from "kit/api/mes_materials";
import type { Scalar } from "kit/format/number";
import type { DeviationId, EquipmentPath, LotId, OrderId, TagPath, TaskId, UtcText, WorkflowId } from "kit/units";

export interface Order {
  id: OrderId;
  material: string;
  description: string;
  equipment: EquipmentPath;
  state: string;
  quantity: number;
  /** Counted by the line and corrected by people. */
  good: number;
  scrap: number;
  counted_good: number;
  counted_scrap: number;
  corrected_good: number;
  corrected_scrap: number;
  under_percent: number;
  over_percent: number;
  /** The good pieces that the tolerance allows, from and to. */
  fewest: number;
  most: number;
  standing: "below" | "within" | "above";
  /** The operations request of the ERP that it came with. */
  request?: string | null;
  split_of?: OrderId | null;
  unit: string;
  due: UtcText | null;
  priority: number;
  created: UtcText;
  started?: UtcText | null;
  completed?: UtcText | null;
}

/** What a person said about the counts. */
export interface Correction {
  id: string;
  time: UtcText;
  good: number;
  scrap: number;
  reason: string;
  by: string;
}

export interface OrderDetail extends Order {
  /** Made for it, oldest first. */
  lots: LotId[];
  corrections: Correction[];
  /** Orders that were split off. */
  parts: OrderId[];
  /** What the order's state allows now, "split" and "correct" among it. */
  actions: string[];
  /** Absent until it was sent to a line. */
  job?: OrderJob | null;
  /** Of the line, oldest first. */
  asked?: AskedCommand[];
}

/** The order's job on its line, as the line told of it last. */
export interface OrderJob {
  /** As in OPC 10031-4; empty until the line has answered. */
  state: string;
  substate: string;
  reason: string;
  /** How often a counter of the line began again under it, and what is known of the last time. */
  gaps: number;
  gap: string;
  heard: UtcText;
  recipe: { name: string; value: Scalar; readback?: number | null }[];
}

/** A command that was asked of the line for an order, and how it ended; `result` is empty until then. */
export interface AskedCommand {
  command_id: string;
  command: string;
  issued: UtcText;
  by: string;
  result: string;
  detail: string;
}

/** An order's place in the plan in force; one without a place has no times and says why. */
export interface Planned {
  order_id: OrderId;
  equipment: EquipmentPath;
  setup_start: UtcText;
  start: UtcText;
  finish: UtcText;
  /** Beyond its due date, in seconds. */
  late_s: number;
  why: string;
  planned_at: UtcText;
  /** The plan has no place for it; `why` says what it lacks. */
  left_out?: boolean;
}

export interface Lot {
  id: LotId;
  kind: string;
  material: string;
  order?: OrderId | null;
  parents: LotId[];
  quantity: number;
  unit: string;
  status: string;
  disposition: "none" | "held" | "released" | "rejected";
  hold_reason?: string | null;
  created: UtcText;
  from?: UtcText | null;
  to?: UtcText | null;
  /** How well it is known what the lot was made of; what was not seen stands in the note. */
  tracing?: "untraced" | "measured" | "presumed" | "unknown";
  tracing_note?: string;
}

/** Why a lot is held: its own cause, or a lot that it was made of. */
export interface Hold {
  lot: LotId;
  /** The lot that the hold comes from; empty when it is the lot's own. */
  parent: LotId | "";
  cause: string;
  reason: string;
  since: UtcText;
  placed: UtcText;
}

export interface LotDetail extends Lot {
  holds: Hold[];
  actions: DeviationAction[];
  /** Absent for lots that were made here. */
  received?: Received | null;
  inputs?: LotLink[];
  outputs?: LotLink[];
}

/** A lot after a hold or a decision, and what changed with it because it was made of it. */
export interface AffectedLot extends Lot {
  with: LotId[];
  /** Not released with it: held for another reason too. */
  still_held: LotId[];
}

/** A node of the genealogy: the lot, under "lot" or spread into the node itself, with what it leads to. */
export interface GenealogyNode extends Partial<Omit<Lot, "parents">> {
  lot?: Lot | LotId;
  children: GenealogyNode[];
}

export interface Deviation {
  id: DeviationId;
  rule: string;
  equipment: EquipmentPath;
  tag: TagPath;
  state: "open" | "corrected" | "escalated" | "closed";
  severity: string | number;
  limit: string;
  limit_value: number;
  unit: string;
  value: number;
  opened_at: UtcText;
  /** When the value was back within its limit. */
  cleared_at?: UtcText | null;
  /** When nothing was left to do: lots disposed of, tasks done. */
  closed_at?: UtcText | null;
  recovered: boolean;
  workflow?: WorkflowId | null;
  lots: LotId[];
  summary: string;
}

export interface DeviationHop {
  place: string;
  time: UtcText;
  label: string;
  since_previous_ms?: number | null;
}

export interface DeviationAction {
  time: UtcText;
  what: string;
  by: string;
  detail: string;
}

/** Something that told of a deviation, as it told it. */
export interface DeviationSource {
  kind: "rule" | "alarm";
  source: string;
  time: UtcText;
  limit: string;
  limit_value?: number | null;
  value?: number | null;
  recovered: boolean;
  summary: string;
}

export interface DeviationStory extends Omit<Deviation, "lots" | "workflow"> {
  chain: DeviationHop[];
  /** The same for the command that restores the recipe's set-point; empty until it was given. */
  restoration?: DeviationHop[];
  samples: { time: UtcText; value: Scalar | null; quality: string }[];
  actions: DeviationAction[];
  sources?: DeviationSource[];
  lots: Lot[];
  tasks: Task[];
  workflow?: Workflow | null;
}

export interface WorkflowStep {
  name: string;
  state: string;
  started?: UtcText | null;
  ended?: UtcText | null;
  detail: string;
}

export interface Workflow {
  id: WorkflowId;
  definition: string;
  deviation: DeviationId;
  state: "running" | "completed" | "escalated" | "failed";
  step: string;
  steps: WorkflowStep[];
  started: UtcText;
  ended?: UtcText | null;
}

export interface Task {
  id: TaskId;
  title: string;
  detail: string;
  role: string;
  /** "dispose" ends by itself, with the disposition of the last of its lots. */
  kind: string;
  deviation?: DeviationId | null;
  lot?: LotId | null;
  created: UtcText;
  state: string;
  done_by?: string | null;
  done_at?: UtcText | null;
}

export interface EquipmentStatus {
  path: EquipmentPath;
  state: string;
  state_number: number;
  /** Why it does not run (docs/formats/plc_registers.md); 0 when no reason is known. */
  stop_code: number;
  quality: string;
  time: UtcText;
  good: number | null;
  scrap: number | null;
}

/** The way a material takes through the line, in the order of flow. */
export interface Routing {
  id: string;
  material: string;
  steps: { segment: string; name: string; equipment: EquipmentPath }[];
}

export interface Material {
  id: string;
  /** finished, intermediate, raw, packaging */
  kind?: string;
  name?: string;
  description?: string;
  unit?: string;
}

export interface MesSystem {
  bus: { connected: boolean; queue_depth?: number | null; dead_letters: number };
  last_event: UtcText | null;
  started: UtcText;
  version: string;
  line_seen_at: UtcText | null;
}

export type MesFrame = { kind: "changed"; what: string; id: string } | { kind: "heartbeat"; time: UtcText };
