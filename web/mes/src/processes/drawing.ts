// Processes written by hand have no drawing. One is made for them, of the flows as their file lists them.

const kDrawing = /<(\w+:)?BPMNDiagram\b/;

/** The text with a drawing of its own. */
export async function withDrawing(xml: string): Promise<string> {
  if (kDrawing.test(xml)) return xml;
  const { layoutProcess } = await import("bpmn-auto-layout");
  return withLabelsApart(await layoutProcess(withFlowsAtNodes(xml)));
}

/** The layout follows what each node says of its flows, which a file may leave to the flows themselves. */
function withFlowsAtNodes(xml: string): string {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  const nodes = new Map([...file.querySelectorAll("process *[id]")].map((node) => [node.id, node]));
  for (const flow of file.querySelectorAll("process sequenceFlow")) {
    tell(nodes.get(flow.getAttribute("sourceRef") ?? ""), "outgoing", flow);
    tell(nodes.get(flow.getAttribute("targetRef") ?? ""), "incoming", flow);
  }
  return new XMLSerializer().serializeToString(file);
}

function tell(node: Element | undefined, what: "incoming" | "outgoing", flow: Element): void {
  const told = [...(node?.children ?? [])].some((e) => e.localName === what && e.textContent?.trim() === flow.id);
  if (!node || told) return;
  const prefix = flow.prefix === null ? "" : `${flow.prefix}:`;
  const entry = node.ownerDocument.createElementNS(flow.namespaceURI, prefix + what);
  entry.textContent = flow.id;
  node.append(entry);
}

const kLabel = { width: 68, height: 28, gap: 4 };

/** Events at the edge of a task stand close: the first's name goes to its left, the last's to its right. */
function withLabelsApart(xml: string): string {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  const hosts = new Map<string, Element[]>();
  for (const event of file.querySelectorAll("boundaryEvent[name]")) {
    const host = event.getAttribute("attachedToRef") ?? "";
    const shape = file.querySelector(`BPMNShape[bpmnElement="${CSS.escape(event.id)}"]`);
    if (shape) hosts.set(host, [...(hosts.get(host) ?? []), shape]);
  }
  const left = (shape: Element) => Number(boundsIn(shape)?.getAttribute("x"));
  for (const shapes of hosts.values()) {
    if (shapes.length < 2) continue;
    shapes.sort((a, b) => left(a) - left(b));
    name(shapes[0]!, (x) => x - kLabel.width - kLabel.gap);
    name(shapes.at(-1)!, (x, width) => x + width + kLabel.gap);
  }
  return new XMLSerializer().serializeToString(file);
}

const boundsIn = (shape: Element) => [...shape.children].find((e) => e.localName === "Bounds");

function name(shape: Element, to: (x: number, width: number) => number): void {
  const bounds = boundsIn(shape);
  if (!bounds || [...shape.children].some((e) => e.localName === "BPMNLabel")) return;
  const of = (what: string) => Number(bounds.getAttribute(what));
  const label = shape.ownerDocument.createElementNS(
    shape.namespaceURI,
    shape.nodeName.replace("BPMNShape", "BPMNLabel"),
  );
  const place = bounds.cloneNode() as Element;
  place.setAttribute("x", String(to(of("x"), of("width"))));
  place.setAttribute("y", String(of("y") + of("height") / 2 + kLabel.gap));
  place.setAttribute("width", String(kLabel.width));
  place.setAttribute("height", String(kLabel.height));
  label.append(place);
  shape.append(label);
}
