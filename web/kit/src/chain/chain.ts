// The chain of a deviation: each hop with its time, sorted, with the time since the hop before, and gathered by the
// system it happened in, so that the picture reads PLC → SCADA → bridge → bus → MES → command → PLC.

import type { DeviationHop } from "kit/api/mes_types";
import { parseUtc } from "kit/format/time";
import type { UnixMs } from "kit/units";

export interface TimedHop {
  place: string;
  label: string;
  at: UnixMs;
  /** Since the hop before it; undefined for the first. */
  sincePreviousMs: number | undefined;
}

export interface ChainGroup {
  system: string;
  hops: TimedHop[];
}

const kSystems: Record<string, string> = { plc: "PLC", scada: "SCADA", bridge: "Bridge", bus: "Bus", mes: "MES" };
const kLabels: Record<string, string> = {
  plc: "Limit crossed",
  scada: "Read by SCADA",
  "bridge.received": "Reached the bridge",
  "bridge.raised": "Rule full",
  "bus.published": "Published",
  "mes.received": "Received",
  "mes.recorded": "Recorded, lots held",
  "mes.commanded": "Workflow commands",
  "bridge.command": "Command reached the bridge",
  "scada.accepted": "Accepted",
  "scada.written": "Written to the PLC",
  "plc.taken": "Taken by the PLC",
  "scada.confirmed": "Set-point confirmed",
  "bridge.result": "Result reached the bridge",
  "mes.result": "Result recorded",
};

/** The system a place belongs to: "scada.written" → "SCADA". */
export function systemOf(place: string): string {
  const first = place.split(".")[0] ?? place;
  return kSystems[first] ?? first;
}

/** Hops with a readable time, earliest first, with the milliseconds between neighbours; the others are left out. */
export function timedHops(chain: readonly DeviationHop[]): TimedHop[] {
  const timed = chain
    .map((hop, index) => ({ hop, index, at: parseUtc(hop.time) }))
    .filter((x): x is typeof x & { at: UnixMs } => x.at !== undefined)
    .sort((a, b) => a.at - b.at || a.index - b.index);
  return timed.map(({ hop, at }, i) => ({
    place: hop.place,
    label: hop.label || kLabels[hop.place] || hop.place,
    at,
    sincePreviousMs: i === 0 ? undefined : at - timed[i - 1]!.at,
  }));
}

/** Neighbouring hops of one system together. */
export function groupBySystem(hops: readonly TimedHop[]): ChainGroup[] {
  const groups: ChainGroup[] = [];
  for (const hop of hops) {
    const system = systemOf(hop.place);
    const last = groups.at(-1);
    if (last?.system === system) last.hops.push(hop);
    else groups.push({ system, hops: [hop] });
  }
  return groups;
}

/** A hop's label below the name of its system, which need not be said twice: "MES received the event" → "received …" */
export function labelWithin(system: string, label: string): string {
  const twice = label.toLowerCase().startsWith(`${system.toLowerCase()} `);
  return twice ? label.slice(system.length + 1) : label;
}

export interface ChainSummary {
  totalMs: number;
  /** From the rule being full to the command taken by the PLC: what the system itself took. Undefined while open. */
  reactionMs: number | undefined;
  slowest: TimedHop | undefined;
}

/** The figures above the chain. The rule's own waiting time is physics and choice, so it is never the slowest step. */
export function summarise(hops: readonly TimedHop[]): ChainSummary {
  const first = hops[0];
  const last = hops.at(-1);
  const raised = hops.find((h) => h.place === "bridge.raised");
  const taken = hops.find((h) => h.place === "plc.taken");
  let slowest: TimedHop | undefined;
  for (const hop of hops) {
    if (hop.sincePreviousMs === undefined || hop.place === "bridge.raised") continue;
    if (slowest === undefined || hop.sincePreviousMs > slowest.sincePreviousMs!) slowest = hop;
  }
  return {
    totalMs: first && last ? last.at - first.at : 0,
    reactionMs: raised && taken ? taken.at - raised.at : undefined,
    slowest,
  };
}
