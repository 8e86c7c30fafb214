// What the operator application's server says. Field names are those of the wire.

import type { Scalar } from "kit/format/number";
import type { Range } from "kit/geometry/scale";
import type { AlarmId, CommandId, EquipmentPath, TagPath, UtcText } from "kit/units";

export interface TagLimit {
  name: string;
  value: number;
  priority: number;
}

export interface TagInfo {
  path: TagPath;
  name: string;
  description: string;
  type: string;
  unit: string;
  decimals: number;
  range?: Range | null;
  normal?: Range | null;
  states?: Record<string, string>;
  limits: TagLimit[];
}

export interface CommandParameter {
  name: string;
  type: string;
  unit: string;
  range?: Range | null;
  setpoint_tag?: TagPath | null;
}

export interface CommandInfo {
  name: string;
  description: string;
  parameter?: CommandParameter | null;
  roles: string[];
}

export interface EquipmentInfo {
  path: EquipmentPath;
  name: string;
  description: string;
  level: string;
  type: string;
  parent: EquipmentPath | null;
  children: EquipmentPath[];
  tags: TagInfo[];
  commands: CommandInfo[];
}

export interface PlantInfo {
  name: string;
  description: string;
  equipment: EquipmentInfo[];
}

export interface TagValue {
  path: TagPath;
  value: Scalar | null;
  quality: string;
  time: UtcText;
}

export type AlarmState = "NORM" | "UNACK" | "ACKED" | "RTNUN";

export interface Alarm {
  id: AlarmId;
  tag: TagPath;
  equipment: EquipmentPath;
  limit: string;
  limit_value: number;
  unit: string;
  priority: number;
  message: string;
  state: AlarmState;
  sample: { value: Scalar | null; quality: string; source_time: UtcText };
  active_since: UtcText;
  changed_at: UtcText;
  acknowledged_by?: string | null;
  acknowledged_at?: UtcText | null;
  source_bad: boolean;
}

export interface JournalRow {
  time: UtcText;
  alarm: AlarmId;
  state: AlarmState;
  user?: string | null;
  comment?: string | null;
  value: Scalar | null;
  quality: string;
}

export interface CommandResult {
  id: CommandId;
  equipment: EquipmentPath;
  command: string;
  state: string;
  reason: string;
  detail: string;
  hops?: { place: string; time: UtcText }[];
  requester?: string;
  reason_given?: string;
  time?: UtcText;
  parameters?: Record<string, Scalar>;
}

export interface AllowedCommand {
  command: string;
  allowed: boolean;
  blocked_by?: string | null;
}

export type AuthorityName = "local" | "operator" | "remote";

export interface AuthorityEntry {
  equipment: EquipmentPath;
  authority: AuthorityName;
  by: string;
  at: UtcText;
}

export interface HistoryBucket {
  time: UtcText;
  count: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  last: Scalar | null;
  quality: string;
}

export interface History {
  tag: TagPath;
  unit: string;
  samples?: { time: UtcText; value: Scalar | null; quality: string }[];
  buckets?: HistoryBucket[];
}

export interface ScadaSystem {
  connections: {
    name: string;
    connected: boolean;
    since: UtcText;
    last_error: string;
    clock_offset_ms?: number | null;
  }[];
  started: UtcText;
  version: string;
}

/** A pen of GET /api/v1/history/trend: its samples in columns. */
export interface TrendPen {
  tag: TagPath;
  unit: string;
  stepped: boolean;
  /** Every sample of the range is there; else the first, least, greatest and last of each column. */
  raw: boolean;
  /** The older part is drawn from summaries of every minute or hour: its samples are gone, or finer than a column. */
  tier?: "minute" | "hour";
  /** Milliseconds since 1970, with a fraction. */
  times: number[];
  values: (number | null)[];
  /** 0 Good, 1 Uncertain, 2 Bad. */
  quality: number[];
}

export interface TrendAnswer {
  from: UtcText;
  to: UtcText;
  pens: TrendPen[];
}

/** Of GET /api/v1/history/statistics; what there is none of is null or left out. The average is weighted by time. */
export interface TagStatistics {
  tag: TagPath;
  unit: string;
  count: number;
  minimum?: number | null;
  minimum_time?: UtcText | null;
  maximum?: number | null;
  maximum_time?: UtcText | null;
  average?: number | null;
  standard_deviation?: number | null;
  first?: number | null;
  last?: number | null;
  delta?: number | null;
  percent_good?: number | null;
}

export type ScadaFrame =
  | { kind: "values"; changes: TagValue[] }
  | { kind: "alarm"; alarm: Alarm }
  | { kind: "command"; command: CommandResult }
  | { kind: "authority"; change: AuthorityEntry }
  | { kind: "job"; job: { id: string; equipment: EquipmentPath; state: JobState | "absent" } }
  | { kind: "heartbeat"; time: UtcText }
  | { kind: "error"; message: string };

export type JobState = "NotAllowedToStart" | "AllowedToStart" | "Running" | "Interrupted" | "Ended" | "Aborted";

export interface JobParameter {
  name: string;
  value: number | string | boolean;
  equipment: EquipmentPath;
  /** Shows what is in force now. */
  tag: TagPath;
  unit: string;
  /** What it read back as when the job was brought in. */
  readback?: number;
}

/** Of GET /api/v1/jobs: a job order that a line has (OPC 10031-4). */
export interface Job {
  id: string;
  equipment: EquipmentPath;
  description: string;
  work_master: string;
  material: string;
  quantity: number;
  unit: string;
  priority: number;
  state: JobState;
  substate: string;
  reason: string;
  good: number;
  scrap: number;
  /** How often a counter was reset under the job. */
  gaps: number;
  gap: string;
  parameters: JobParameter[];
  by: string;
  comment: string;
  stored: UtcText;
  changed: UtcText;
  started?: UtcText;
  ended?: UtcText;
}
