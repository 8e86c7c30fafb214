// The genealogy of a lot, left to right: inputs on the left, outputs on the right, quantities on the edges.

import type { GenealogyNode, Lot } from "kit/api/mes_types";
import { formatNumber } from "kit/format/number";
import { reasonText, shortId } from "kit/format/words";
import { layoutTree, type TreeNode } from "kit/geometry/genealogy";
import { linkPath } from "kit/geometry/scale";
import { kindText } from "mes/state/words";

const kBox = { width: 168, height: 48 };
const kGap = { x: 124, y: 14 };

/** The lot of a node, whichever way the server nests it. */
function lotOf(node: GenealogyNode): Partial<Lot> {
  if (node.lot && typeof node.lot === "object") return node.lot;
  const id = typeof node.lot === "string" ? { id: node.lot } : {};
  return { ...(node as Partial<Lot>), ...id };
}

const treeOf = (node: GenealogyNode): TreeNode<Partial<Lot>> => ({
  item: lotOf(node),
  children: (node.children ?? []).map(treeOf),
});

interface Props {
  root: GenealogyNode;
  self: string;
  direction: "backward" | "forward";
}

export function GenealogyView({ root, self, direction }: Props) {
  const layout = layoutTree(treeOf(root), direction === "backward");
  const x = (column: number) => column * (kBox.width + kGap.x) + 2;
  const y = (row: number) => row * (kBox.height + kGap.y) + 2;
  const width = layout.columns * (kBox.width + kGap.x) - kGap.x + 4;
  const height = layout.rows * (kBox.height + kGap.y) - kGap.y + 4;
  const quantity = (lot: Partial<Lot>) =>
    lot.quantity === undefined ? "" : `${formatNumber(lot.quantity, 0)} ${lot.unit ?? ""}`;
  const backward = direction === "backward";
  const links = layout.links.map(({ from, to }) => {
    const a = layout.nodes[from]!;
    const b = layout.nodes[to]!;
    const start = { x: x(a.column) + kBox.width, y: y(a.row) + kBox.height / 2 };
    const end = { x: x(b.column), y: y(b.row) + kBox.height / 2 };
    const [leaf, trunk] = backward ? [start, end] : [end, start];
    // The quantity stands on the side of the line that the line does not come from.
    const side = trunk.y < leaf.y ? 14 : -5;
    return { key: `${from}-${to}`, start, end, text: { x: leaf.x, y: leaf.y + side }, lot: (backward ? a : b).item };
  });
  return (
    <div class="mw-genealogy" tabIndex={0} role="group" aria-label={`Genealogy ${direction}`}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {links.map((link) => (
          <path key={link.key} class="link" d={linkPath(link.start, link.end)} />
        ))}
        {links.map((link) => (
          <text
            key={link.key}
            class="muted edge"
            x={link.text.x + (backward ? 6 : -6)}
            y={link.text.y}
            text-anchor={backward ? "start" : "end"}
          >
            {quantity(link.lot)}
          </text>
        ))}
        {layout.nodes.map((node, i) => (
          <Node
            key={i}
            lot={node.item}
            folded={node.folded}
            x={x(node.column)}
            y={y(node.row)}
            self={node.item.id === self}
          />
        ))}
      </svg>
    </div>
  );
}

function Node({ lot, folded, x, y, self }: { lot: Partial<Lot>; folded: number; x: number; y: number; self: boolean }) {
  const held = lot.disposition === "held";
  const state = held ? ", held" : lot.disposition === "rejected" ? ", rejected" : "";
  return (
    <a href={`/lots/${encodeURIComponent(lot.id ?? "")}`} class={self ? "self" : ""}>
      <title>{`${lot.id ?? ""} ${reasonText(lot.hold_reason)}`}</title>
      <rect x={x} y={y} width={kBox.width} height={kBox.height} rx="3" />
      {held && <rect x={x} y={y} width="6" height={kBox.height} style={{ fill: "var(--high)", stroke: "none" }} />}
      <text x={x + 14} y={y + 20} font-weight="600">
        {shortId(lot.id ?? "?")}
      </text>
      <text class="muted" x={x + 14} y={y + 38}>
        {kindText(lot.kind)}
        {state}
        {folded > 0 ? ` and ${folded} more` : ""}
      </text>
    </a>
  );
}
