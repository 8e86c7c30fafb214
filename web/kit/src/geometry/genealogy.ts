// Lays a genealogy tree out from left to right: inputs left, outputs right, parents at the middle of their children.
// Beyond `foldAfter` nodes the deepest generations fold into one "and n more".

export interface TreeNode<T> {
  item: T;
  children: TreeNode<T>[];
}

export interface PlacedNode<T> {
  item: T;
  /** Number of nodes hidden behind this one. */
  folded: number;
  column: number;
  /** Rows may be halves: a parent stands at the middle of its children. */
  row: number;
}

export interface PlacedLink {
  from: number;
  to: number;
}

export interface Layout<T> {
  nodes: PlacedNode<T>[];
  links: PlacedLink[];
  columns: number;
  rows: number;
}

function sizeOf<T>(node: TreeNode<T>): number {
  return 1 + node.children.reduce((sum, child) => sum + sizeOf(child), 0);
}

function depthOf<T>(node: TreeNode<T>): number {
  return 1 + node.children.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
}

/** How deep the tree may be shown so that no more than `limit` nodes appear; at least two generations. */
function visibleDepth<T>(root: TreeNode<T>, limit: number): number {
  let generation: TreeNode<T>[] = [root];
  let shown = 0;
  let depth = 0;
  while (generation.length > 0) {
    shown += generation.length;
    if (depth >= 2 && shown > limit) return depth;
    depth += 1;
    generation = generation.flatMap((n) => n.children);
  }
  return depth;
}

/** `reversed` puts the root at the right: a backward genealogy, whose children are inputs. */
export function layoutTree<T>(root: TreeNode<T>, reversed: boolean, foldAfter = 50): Layout<T> {
  const depth = visibleDepth(root, foldAfter);
  const columns = Math.min(depth, depthOf(root));
  const nodes: PlacedNode<T>[] = [];
  const links: PlacedLink[] = [];
  let nextRow = 0;

  const place = (node: TreeNode<T>, level: number): number => {
    const index = nodes.length;
    const column = reversed ? columns - 1 - level : level;
    const folds = level + 1 >= depth;
    nodes.push({ item: node.item, folded: folds ? sizeOf(node) - 1 : 0, column, row: 0 });
    const children = folds ? [] : node.children.map((child) => place(child, level + 1));
    for (const child of children) links.push(reversed ? { from: child, to: index } : { from: index, to: child });
    nodes[index]!.row =
      children.length === 0 ? nextRow++ : (nodes[children[0]!]!.row + nodes[children.at(-1)!]!.row) / 2;
    return index;
  };
  place(root, 0);
  return { nodes, links, columns, rows: Math.max(1, nextRow) };
}
