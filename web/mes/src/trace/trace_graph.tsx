// A trace as a picture, left to right: arrow keys follow the links, Enter chooses a lot or opens a folded node.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Trace } from "kit/api/mes_trace";
import { type Layered, layoutLayers, towards } from "kit/geometry/layered";
import { linkPath } from "kit/geometry/scale";
import { withQuery } from "kit/router/router";
import { fitted } from "mes/state/time_window";
import {
  edgeText,
  type Graph,
  type GraphEdge,
  type GraphNode,
  graphOf,
  isHeld,
  isRejected,
  kOpenStep,
  nodeLabel,
  nodeText,
  nodeTitle,
} from "mes/state/trace";

const kBox = { width: 148, height: 48 };
const kGap = { x: 84, y: 14 };
/** Around the picture, with room for what stands behind a folded node. */
const kEdgePx = 8;
const kLetterPx = 8.4;
const kSmallLetterPx = 7.2;
/** A node with more edges on a side has their quantities in the hover alone. */
const kMostTexts = 4;
const kTextPx = 14;

const xOf = (column: number) => column * (kBox.width + kGap.x) + 2;
const yOf = (row: number) => row * (kBox.height + kGap.y) + 2;

interface Props {
  trace: Trace;
  /** The lot whose circumstances are shown. */
  chosen: string;
}

export function TraceGraph({ trace, chosen }: Props) {
  const [opened, setOpened] = useState<ReadonlyMap<string, number>>(new Map());
  const graph = useMemo(() => graphOf(trace, opened), [trace, opened]);
  const layout = useMemo(() => layoutLayers(graph.nodes, graph.edges), [graph]);
  const [focus, setFocus] = useState<string>(trace.lot);
  const box = useRef<HTMLDivElement>(null);
  const current = layout.places.has(focus) ? focus : (graph.nodes[0]?.key ?? "");
  /** What the keyboard goes on with once it is drawn: the first lot of what was opened. */
  const next = useRef<string>();
  const focusOn = (key: string) => box.current?.querySelector<SVGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  useLayoutEffect(() => {
    if (next.current !== undefined) focusOn(next.current);
    next.current = undefined;
  }, [graph]);
  const open = (node: GraphNode) => {
    next.current = node.lot.id;
    const shown = opened.get(node.key) ?? 0;
    setOpened(new Map(opened).set(node.key, shown + kOpenStep));
    setFocus(node.lot.id);
  };
  // What is traced is in sight first; where it is at the right, the picture is shown from there.
  useLayoutEffect(() => {
    const place = layout.places.get(trace.lot);
    const element = box.current;
    if (!place || !element) return;
    const backward = trace.direction === "backward";
    element.scrollLeft = backward ? element.scrollWidth : 0;
    element.scrollTop = yOf(place.row) - element.clientHeight / 2;
  }, [trace.lot, trace.direction]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = towards(layout, graph.edges, current, event.key);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setFocus(to);
    focusOn(to);
  };
  const width = xOf(layout.columns) - kGap.x + kEdgePx;
  const height = yOf(layout.rows) - kGap.y + kEdgePx;
  return (
    <div class="mw-genealogy mes-trace-graph" ref={box} onKeyDown={onKeyDown} role="group" aria-label="Genealogy">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <Edges graph={graph} layout={layout} />
        {graph.nodes.map((node) => (
          <Node
            key={node.key}
            node={node}
            x={xOf(node.column)}
            y={yOf(layout.places.get(node.key)!.row)}
            root={node.key === trace.lot}
            chosen={node.key === chosen}
            focusable={node.key === current}
            onFocus={() => setFocus(node.key)}
            onOpen={() => open(node)}
          />
        ))}
      </svg>
    </div>
  );
}

/** The edges on either side of each node, from the top down. */
function sidesOf(graph: Graph, layout: Layered) {
  const leaving = new Map<string, GraphEdge[]>();
  const coming = new Map<string, GraphEdge[]>();
  const put = (side: Map<string, GraphEdge[]>, key: string, edge: GraphEdge) => {
    const known = side.get(key);
    if (known) known.push(edge);
    else side.set(key, [edge]);
  };
  for (const edge of graph.edges) {
    put(leaving, edge.from, edge);
    put(coming, edge.to, edge);
  }
  const row = (key: string) => layout.places.get(key)!.row;
  for (const side of leaving.values()) side.sort((a, b) => row(a.to) - row(b.to));
  for (const side of coming.values()) side.sort((a, b) => row(a.from) - row(b.from));
  return { leaving, coming };
}

/** Where an edge's quantity is written: at the end with fewer edges, each on a line of its own. */
function textPlace(edge: GraphEdge, sides: ReturnType<typeof sidesOf>, layout: Layered) {
  const leaving = sides.leaving.get(edge.from)!;
  const coming = sides.coming.get(edge.to)!;
  const left = leaving.length <= coming.length;
  const side = left ? leaving : coming;
  if (side.length > kMostTexts) return undefined;
  const place = layout.places.get(left ? edge.from : edge.to)!;
  const x = left ? xOf(place.column) + kBox.width + 8 : xOf(place.column) - 8;
  const middle = yOf(place.row) + kBox.height / 2;
  const offset = side.length === 1 ? -6 : (side.indexOf(edge) - (side.length - 1) / 2) * kTextPx + 4;
  return { x, y: middle + offset, anchor: left ? "start" : "end" } as const;
}

function Edges({ graph, layout }: { graph: Graph; layout: Layered }) {
  const at = (key: string) => layout.places.get(key)!;
  const drawn = useMemo(() => {
    const sides = sidesOf(graph, layout);
    return graph.edges.map((edge) => {
      const a = at(edge.from);
      const b = at(edge.to);
      const half = kBox.height / 2;
      const start = { x: xOf(a.column) + kBox.width, y: yOf(a.row) + half };
      const d = linkPath(start, { x: xOf(b.column), y: yOf(b.row) + half });
      return { key: `${edge.from}\n${edge.to}`, d, text: edgeText(edge), place: textPlace(edge, sides, layout) };
    });
  }, [graph, layout]);
  return (
    <>
      {drawn.map(({ key, d, text }) => (
        <path key={key} class="link" d={d}>
          <title>{text}</title>
        </path>
      ))}
      {drawn.map(
        ({ key, text, place }) =>
          place && (
            <text key={key} class="muted edge" x={place.x} y={place.y} text-anchor={place.anchor}>
              {text}
            </text>
          ),
      )}
    </>
  );
}

interface NodeProps {
  node: GraphNode;
  x: number;
  y: number;
  root: boolean;
  chosen: boolean;
  focusable: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

function Node({ node, x, y, root, chosen, focusable, onFocus, onOpen }: NodeProps) {
  const { lot } = node;
  const state = isHeld(lot) ? " held" : isRejected(lot) ? " rejected" : "";
  const room = kBox.width - 24;
  const label = nodeLabel(node);
  const common = { class: `${root ? "self" : ""}${chosen ? " chosen" : ""}${state}`, "data-key": node.key, onFocus };
  const inside = (
    <>
      <title>{label}</title>
      {node.folded > 0 && <rect class="behind" x={x + 4} y={y + 4} width={kBox.width} height={kBox.height} rx="3" />}
      <rect class="box" x={x} y={y} width={kBox.width} height={kBox.height} rx="3" />
      {state !== "" && <rect class="stripe" x={x} y={y} width="6" height={kBox.height} />}
      <text x={x + 14} y={y + 20} font-weight="600">
        {fitted(nodeTitle(node), room, kLetterPx, "end")}
      </text>
      <text class="muted" x={x + 14} y={y + 38}>
        {fitted(nodeText(node), room, kSmallLetterPx, "start")}
      </text>
    </>
  );
  const tabIndex = focusable ? 0 : -1;
  if (node.folded === 0)
    return (
      <a {...common} href={withQuery({ lot: lot.id })} tabIndex={tabIndex} aria-label={label} aria-current={chosen}>
        {inside}
      </a>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onOpen();
  };
  return (
    <g
      {...common}
      role="button"
      tabIndex={tabIndex}
      aria-label={label}
      aria-expanded={false}
      onClick={onOpen}
      onKeyDown={onKeyDown}
    >
      {inside}
    </g>
  );
}
