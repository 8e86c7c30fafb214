// Where a workflow in BPMN went: passages and activities told as one story, and what of its drawing it touched.

import type { Passage, ProcessActivity, ProcessHistory, ProcessInstance } from "kit/api/mes_processes";
import { sentenceCase } from "kit/format/words";
import type { UtcText } from "kit/units";

export interface Flow {
  id: string;
  source: string;
  target: string;
}

/** A node of a process: what its file calls it, and what kind it is, such as "serviceTask". */
export interface NodeName {
  name: string;
  kind: string;
}

/** How often each node was entered. */
export function visitedOf(passages: readonly Passage[]): Map<string, number> {
  const visits = new Map<string, number>();
  for (const { node, what } of passages) if (what === "entered") visits.set(node, (visits.get(node) ?? 0) + 1);
  return visits;
}

/** The flows it went along. A node was reached by the flow whose source was left last before. */
export function flowsTaken(flows: readonly Flow[], passages: readonly Passage[]): Set<string> {
  const into = new Map<string, Flow[]>();
  for (const flow of flows) into.set(flow.target, [...(into.get(flow.target) ?? []), flow]);
  const left = new Map<string, number>();
  const taken = new Set<string>();
  for (const { node, what, number } of passages) {
    if (what === "left") {
      left.set(node, number);
      continue;
    }
    let best: Flow | undefined;
    for (const flow of into.get(node) ?? []) {
      const at = left.get(flow.source) ?? -1;
      if (at >= 0 && at > (best ? left.get(best.source)! : -1)) best = flow;
    }
    if (best) taken.add(best.id);
  }
  return taken;
}

/** One visit of a node. */
export interface Visit {
  key: string;
  node: string;
  entered: UtcText;
  left: UtcText | undefined;
  /** "here" while it stands there; "broken" where it was taken away from it. */
  state: "left" | "here" | "broken" | "failed";
  activity: ProcessActivity | undefined;
}

/** The visits, oldest first, each with its activity: the first of a node's activities belongs to its first visit. */
export function visitsOf({ instance, passages, activities }: ProcessHistory): Visit[] {
  const visits: Visit[] = [];
  const open = new Map<string, Visit[]>();
  const waiting = new Map<string, ProcessActivity[]>();
  for (const activity of activities) waiting.set(activity.node, [...(waiting.get(activity.node) ?? []), activity]);
  for (const { node, what, time, number } of passages) {
    if (what === "entered") {
      const activity = waiting.get(node)?.shift();
      const visit: Visit = { key: String(number), node, entered: time, left: undefined, state: "broken", activity };
      visits.push(visit);
      open.set(node, [...(open.get(node) ?? []), visit]);
    } else {
      const visit = open.get(node)?.shift();
      if (visit) Object.assign(visit, { left: time, state: "left" });
    }
  }
  const failed = incidentNode(instance, (node) => open.has(node));
  for (const [node, still] of open) {
    for (const visit of still)
      visit.state = instance.at.includes(node) ? "here" : node === failed ? "failed" : "broken";
  }
  return visits;
}

/** The node that an incident names, "adjust: refused: …", if it is one. */
export function incidentNode(
  { incident }: Pick<ProcessInstance, "incident">,
  isNode: (id: string) => boolean,
): string | undefined {
  const node = /^([^\s:]+): /.exec(incident)?.[1];
  return node !== undefined && isNode(node) ? node : undefined;
}

/** The sentence of an incident, without the node and the code before it. */
export function incidentText(instance: Pick<ProcessInstance, "incident">, isNode: (id: string) => boolean): string {
  const node = incidentNode(instance, isNode);
  const rest = node === undefined ? instance.incident : instance.incident.slice(node.length + 2);
  return rest.replace(/^[a-z]+(_[a-z]+)*: /, "");
}

/** "serviceTask" → "Service task" */
export const kindWords = (kind: string) => sentenceCase(kind.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase());

/** A node as people call it: its name, or its kind where it has none. */
export function nodeText(id: string, names: ReadonlyMap<string, NodeName>): string {
  const known = names.get(id);
  if (known?.name) return known.name;
  return known ? kindWords(known.kind) : sentenceCase(id);
}

/** What an activity was given or gave, one name and value each; what is no object has no name. */
export function valuesOf(value: unknown): { name: string; text: string }[] {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value) || typeof value !== "object") return [{ name: "", text: plain(value) }];
  return Object.entries(value)
    .map(([name, each]) => ({ name: sentenceCase(name), text: plain(each) }))
    .filter(({ text }) => text !== "");
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(Number(value.toPrecision(6))).replace("-", "\u2212");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What came of an activity: JSON where it is done, a sentence where it failed. */
export function resultOf(activity: Pick<ProcessActivity, "state" | "result">): { name: string; text: string }[] {
  if (activity.result === "") return [];
  if (activity.state === "failed") return [{ name: "", text: activity.result }];
  try {
    return valuesOf(JSON.parse(activity.result));
  } catch {
    return [{ name: "", text: activity.result }];
  }
}
