// Lays a graph out in columns: each node has its column, links lead from left to right. Rows are found so that links
// cross little and are short: by the middle of the neighbours (Sugiyama, Tagawa, Toda: Methods for Visual Understanding
// of Hierarchical System Structures, 1981). The same input gives the same picture. Pure.

export interface LayerNode {
  key: string;
  column: number;
}

export interface LayerLink {
  from: string;
  to: string;
}

export interface Layered {
  /** By key; rows may lie between whole numbers, two of a column are at least one apart. */
  places: Map<string, { column: number; row: number }>;
  columns: number;
  rows: number;
}

const kSweeps = 4;

/** How far each is from `root` at the most, along links; what the links do not reach is left out. A loop ends. */
export function depths(root: string, links: readonly { from: string; to: string }[]): Map<string, number> {
  const waiting = new Map<string, number>();
  const reached = reachable(root, links);
  const used = links.filter(({ from, to }) => reached.has(from) && from !== to);
  const next = nextOf(used);
  for (const { to } of used) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const depth = new Map([[root, 0]]);
  const ready = [root];
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    for (const to of next.get(at) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, depth.get(at)! + 1));
      const left = waiting.get(to)! - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return depth;
}

function nextOf(links: readonly LayerLink[]): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of links) {
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  }
  return next;
}

function reachable(root: string, links: readonly LayerLink[]): Set<string> {
  const next = nextOf(links);
  const seen = new Set([root]);
  const queue = [root];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const to of next.get(at) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

type Neighbours = Map<string, string[]>;

const neighboursOf = (links: readonly LayerLink[]): Neighbours =>
  nextOf(
    links.flatMap(({ from, to }) => [
      { from, to },
      { from: to, to: from },
    ]),
  );

const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

/** The middle of the rows of those neighbours that have one; undefined where none has. */
function middle(key: string, neighbours: Neighbours, rows: ReadonlyMap<string, number>): number | undefined {
  const known = (neighbours.get(key) ?? []).map((n) => rows.get(n)).filter((row) => row !== undefined);
  return known.length === 0 ? undefined : mean(known);
}

/** The keys by the middle of their neighbours; one without stays behind the one before it. */
function sorted(keys: readonly string[], neighbours: Neighbours, rows: ReadonlyMap<string, number>): string[] {
  let last = -Infinity;
  const ranked = keys.map((key) => {
    last = middle(key, neighbours, rows) ?? last;
    return { key, at: last };
  });
  return ranked
    .map((one, i) => ({ ...one, i }))
    .sort((a, b) => (a.at === b.at ? a.i - b.i : a.at - b.at))
    .map(({ key }) => key);
}

/** Rows as near to the middle of the neighbours as one row between two allows. */
function packed(keys: readonly string[], neighbours: Neighbours, rows: ReadonlyMap<string, number>): number[] {
  const wanted = keys.map((key, i) => middle(key, neighbours, rows) ?? i);
  const out: number[] = [];
  wanted.forEach((row, i) => out.push(i === 0 ? row : Math.max(row, out[i - 1]! + 1)));
  const over = mean(out.map((row, i) => row - wanted[i]!));
  return out.map((row) => row - over);
}

function sweep(columns: string[][], neighbours: Neighbours): void {
  for (let turn = 0; turn < kSweeps; turn++) {
    const rows = new Map<string, number>();
    const way = turn % 2 === 0 ? columns.map((_, i) => i) : columns.map((_, i) => columns.length - 1 - i);
    for (const i of way) {
      columns[i] = sorted(columns[i]!, neighbours, rows);
      columns[i]!.forEach((key, row) => rows.set(key, row));
    }
  }
}

export function layoutLayers(nodes: readonly LayerNode[], links: readonly LayerLink[]): Layered {
  const columns: string[][] = [];
  for (const { key, column } of nodes) (columns[column] ??= []).push(key);
  for (let i = 0; i < columns.length; i++) columns[i] ??= [];
  const neighbours = neighboursOf(links);
  sweep(columns, neighbours);
  const rows = new Map<string, number>();
  const widest = columns.reduce((best, keys, i) => (keys.length > (columns[best]?.length ?? 0) ? i : best), 0);
  columns[widest]?.forEach((key, row) => rows.set(key, row));
  const outward = [...columns.keys()].filter((i) => i !== widest);
  outward.sort((a, b) => Math.abs(a - widest) - Math.abs(b - widest));
  for (const i of outward) {
    if (columns[i]!.length === 0) continue;
    const keys = sorted(columns[i]!, neighbours, rows);
    packed(keys, neighbours, rows).forEach((row, j) => rows.set(keys[j]!, row));
  }
  const least = Math.min(0, ...rows.values());
  const places = new Map(nodes.map(({ key, column }) => [key, { column, row: rows.get(key)! - least }]));
  const most = Math.max(0, ...[...places.values()].map((p) => p.row));
  return { places, columns: columns.length, rows: nodes.length === 0 ? 0 : most + 1 };
}

/** Where an arrow key leads: along a link to the nearest in the next column, or to the next of the same column. */
export function towards(layout: Layered, links: readonly LayerLink[], key: string, arrow: string): string | undefined {
  const here = layout.places.get(key);
  if (!here) return undefined;
  const nearest = (keys: Iterable<string>) =>
    [...keys].sort((a, b) => {
      const away = (k: string) => Math.abs(layout.places.get(k)!.row - here.row);
      return away(a) - away(b) || layout.places.get(a)!.row - layout.places.get(b)!.row;
    })[0];
  const inColumn = (step: number) =>
    [...layout.places].filter(([, p]) => p.column === here.column && (p.row - here.row) * step > 0).map(([k]) => k);
  switch (arrow) {
    case "ArrowLeft":
      return nearest(links.filter((l) => l.to === key).map((l) => l.from));
    case "ArrowRight":
      return nearest(links.filter((l) => l.from === key).map((l) => l.to));
    case "ArrowUp":
      return nearest(inColumn(-1));
    case "ArrowDown":
      return nearest(inColumn(1));
    default:
      return undefined;
  }
}
