// A trace as it is drawn: its lots in columns, inputs left and outputs right; of a column with too many, like lots fold
// into one node that can be opened bit by bit; quantities on the edges. Pure.

import type { Direction, Trace, TracedLot } from "kit/api/mes_trace";
import { amountText } from "kit/format/amount";
import { count, sentenceCase } from "kit/format/words";
import { depths } from "kit/geometry/layered";
import { scannedId } from "mes/state/station";
import { kindText } from "mes/state/words";

/** More lots than these in one column, and like ones fold. */
export const kFoldBeyond = 12;
/** Fewer than these stay as they are. */
const kLeastFold = 4;
/** How many a press on a folded node brings. */
export const kOpenStep = 40;

export interface GraphNode {
  key: string;
  column: number;
  /** The lot, or of a folded node the first of its lots. */
  lot: TracedLot;
  /** 0 for a lot, else how many it stands for. */
  folded: number;
  /** Of all that it stands for. */
  quantity: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** What went from one to the other, by unit. */
  amounts: { quantity: number; unit: string }[];
  /** How many links it stands for. */
  links: number;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** How many lots are not drawn on their own. */
  folded: number;
}

const groupOf = (lot: TracedLot) => `${lot.kind}|${lot.material}|${lot.disposition}|${lot.status}`;

/** The lots by column: the root at the right of a backward trace, at the left of a forward one. */
function columnsOf(trace: Trace): TracedLot[][] {
  const backward = trace.direction === "backward";
  const away = trace.links.map(({ lot, parent }) => (backward ? { from: lot, to: parent } : { from: parent, to: lot }));
  const depth = depths(trace.lot, away as { from: string; to: string }[]);
  const levels: TracedLot[][] = [];
  for (const lot of trace.lots) (levels[depth.get(lot.id) ?? lot.level] ??= []).push(lot);
  const dense = levels.filter((level) => level !== undefined);
  return backward ? dense.reverse() : dense;
}

/** The nodes of a column, and for each lot the key of its node. */
function nodesOf(
  lots: readonly TracedLot[],
  column: number,
  root: string,
  opened: ReadonlyMap<string, number>,
  keys: Map<string, string>,
): GraphNode[] {
  const groups = new Map<string, TracedLot[]>();
  for (const lot of lots) {
    const group = lots.length <= kFoldBeyond || lot.id === root ? lot.id : groupOf(lot);
    const known = groups.get(group);
    if (known) known.push(lot);
    else groups.set(group, [lot]);
  }
  return [...groups].flatMap(([group, members]) => {
    const key = `${column}|${group}`;
    const most = members.length < kLeastFold ? members.length : (opened.get(key) ?? 0);
    const shown = members.slice(0, most);
    const hidden = members.slice(most);
    const alone = shown.map((lot): GraphNode => ({ key: lot.id, column, lot, folded: 0, quantity: lot.quantity }));
    for (const lot of shown) keys.set(lot.id, lot.id);
    for (const lot of hidden) keys.set(lot.id, key);
    if (hidden.length === 0) return alone;
    const quantity = hidden.reduce((sum, lot) => sum + lot.quantity, 0);
    return [...alone, { key, column, lot: hidden[0]!, folded: hidden.length, quantity }];
  });
}

function edgesOf(trace: Trace, keys: ReadonlyMap<string, string>): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  for (const { lot, parent, quantity, unit } of trace.links) {
    const from = keys.get(parent);
    const to = keys.get(lot);
    if (from === undefined || to === undefined || from === to) continue;
    const name = `${from}\n${to}`;
    const edge = edges.get(name) ?? { from, to, amounts: [], links: 0 };
    edges.set(name, edge);
    edge.links += 1;
    const same = edge.amounts.find((a) => a.unit === unit);
    if (same) same.quantity += quantity;
    else edge.amounts.push({ quantity, unit });
  }
  return [...edges.values()];
}

/** `opened`: by folded node how many of its lots are shown on their own. */
export function graphOf(trace: Trace, opened: ReadonlyMap<string, number> = new Map()): Graph {
  const keys = new Map<string, string>();
  const nodes = columnsOf(trace).flatMap((lots, column) => nodesOf(lots, column, trace.lot, opened, keys));
  const folded = nodes.reduce((sum, node) => sum + node.folded, 0);
  return { nodes, edges: edgesOf(trace, keys), folded };
}

export const edgeText = (edge: Pick<GraphEdge, "amounts">) =>
  edge.amounts
    .filter((a) => a.quantity > 0)
    .map((a) => amountText(a.quantity, a.unit))
    .join(", ");

export const isHeld = (lot: Pick<TracedLot, "disposition">) => lot.disposition === "held";
export const isRejected = (lot: Pick<TracedLot, "disposition">) => lot.disposition === "rejected";

/** What stands below an id, or below how many a folded node stands for. */
export function nodeText(node: GraphNode): string {
  const { lot } = node;
  const state = isHeld(lot) ? ", held" : isRejected(lot) ? ", rejected" : "";
  return `${node.folded > 0 || lot.kind === "received" ? lot.material : kindText(lot.kind)}${state}`;
}

/** "5 batches"; received lots have no name of their own. */
function foldedText(n: number, kind: string): string {
  if (kind === "received") return count(n, "lot");
  const one = kindText(kind).toLowerCase();
  return count(n, one, /(s|x|ch|sh)$/.test(one) ? `${one}es` : `${one}s`);
}

export const nodeTitle = (node: GraphNode) => (node.folded > 0 ? foldedText(node.folded, node.lot.kind) : node.lot.id);

/** All that a node tells, for the hover and for those who do not see it. */
export function nodeLabel(node: GraphNode): string {
  const what = node.folded > 0 ? `${nodeTitle(node)}, folded` : `${kindText(node.lot.kind)} ${node.lot.id}`;
  const state = node.lot.disposition === "none" ? "" : `, ${sentenceCase(node.lot.disposition).toLowerCase()}`;
  return `${what}: ${amountText(node.quantity, node.lot.unit)} of ${node.lot.material}${state}`;
}

/** "14 lots in 4 steps back, 2 of them held" */
export function traceText(trace: Trace): string {
  const others = trace.lots.filter((lot) => lot.id !== trace.lot);
  if (others.length === 0)
    return trace.direction === "backward" ? "Nothing is recorded as an input" : "Nothing has been made of it yet";
  const steps = Math.max(...others.map((lot) => lot.level));
  const held = others.filter(isHeld).length;
  const way = trace.direction === "backward" ? "back" : "on";
  const more = held === 0 ? "none held" : `${held} of them held`;
  return `${count(others.length, "lot")} in ${count(steps, "step")} ${way}, ${more}`;
}

// Read from the end: the line's part may hold "-" itself.
const kBottle = /^\S+-\d{8}T\d{6}Z-\d+$/;
/** Whether it is the code printed on a bottle: line, time, sequence. */
export const isBottleCode = (text: string) => kBottle.test(text);

/** What is traced when this was scanned or typed: a bottle's code is printed in capitals, however a person types it. */
export function wantedOf(text: string): string {
  const wanted = scannedId(text);
  return isBottleCode(wanted.toUpperCase()) ? wanted.toUpperCase() : wanted;
}

export const directionOf = (text: string | undefined): Direction => (text === "forward" ? "forward" : "backward");

/** For each lot how much of it went into what the trace leads to, by its links; shown in the list. */
export function usedOf(trace: Trace): Map<string, { quantity: number; unit: string }> {
  const used = new Map<string, { quantity: number; unit: string }>();
  const backward = trace.direction === "backward";
  for (const link of trace.links) {
    const key: string = backward ? link.parent : link.lot;
    const known = used.get(key);
    if (known && known.unit !== link.unit) continue;
    used.set(key, { quantity: (known?.quantity ?? 0) + link.quantity, unit: link.unit });
  }
  return used;
}
