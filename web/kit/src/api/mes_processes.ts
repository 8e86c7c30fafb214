// What the MES application's server says of workflows in BPMN. Field names are those of the wire.

import type { UtcText, WorkflowId } from "kit/units";

export type InstanceState = "running" | "completed" | "terminated" | "failed";

/** A process of the plant's files, with what became of its instances. */
export interface Process {
  id: string;
  name: string;
  version: string;
  documentation: string;
  running: number;
  completed: number;
  terminated: number;
  failed: number;
}

export interface ProcessDiagram {
  id: string;
  version: string;
  name: string;
  xml: string;
}

export interface ProcessInstance {
  id: WorkflowId;
  process: string;
  version: string;
  /** What it was begun for: the id of a deviation. */
  about: string;
  state: InstanceState;
  started: UtcText;
  ended?: UtcText | null;
  /** Why it failed: "node: code: sentence". */
  incident: string;
  /** The nodes where it stands. */
  at: string[];
}

export interface Passage {
  number: number;
  node: string;
  what: "entered" | "left";
  time: UtcText;
}

export interface ProcessActivity {
  node: string;
  name: string;
  action: string;
  parameters: unknown;
  state: "running" | "done" | "failed" | "cancelled";
  /** As JSON where it is done, in words where it failed. */
  result: string;
  started: UtcText;
  ended?: UtcText | null;
}

export interface ProcessHistory {
  instance: ProcessInstance;
  /** Oldest first. */
  passages: Passage[];
  activities: ProcessActivity[];
}
