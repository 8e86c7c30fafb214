// bpmn-js draws a process. This file and what it brings are fetched when the first diagram is shown, and the layout of
// those that were never drawn when the first of them is. Its mark stays in sight, as its licence asks.

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { themeColour } from "kit/theme/theme";
import { withDrawing } from "mes/processes/drawing";
import type { Flow } from "mes/state/process_history";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Canvas {
  zoom(to?: number, centre?: "auto"): number;
  viewbox(): { inner: Box; outer: { width: number; height: number } };
  viewbox(to: Box): void;
  addMarker(id: string, name: string): void;
  removeMarker(id: string, name: string): void;
  resized(): void;
}

interface Element extends Box {
  id: string;
  source?: Element;
  target?: Element;
}

interface Registry {
  get(id: string): Element | undefined;
  filter(keep: (element: Element) => boolean): Element[];
}

export interface DrawnProcess {
  flows(): Flow[];
  /** The elements that carry each mark from now on. */
  mark(marks: Readonly<Record<string, Iterable<string>>>): void;
  /** How high the whole of it is at this width. */
  heightAt(width: number): number;
  /** The whole of it; where that could not be read, and `centre` is given, the part around that node. */
  fit(centre?: string): void;
  zoom(factor: number): void;
  destroy(): void;
}

/** Room around the whole of it, for the names of events at its edge. */
const kEdge = 40;
/** Smaller than this, the names in it cannot be read. */
const kReadable = 0.45;
const kNear = 0.8;

/** Where a view of `size` begins that has `middle` in it and shows nothing beyond the drawing, if that is larger. */
function seen(middle: number, size: number, from: number, whole: number): number {
  if (whole + 2 * kEdge <= size) return from + (whole - size) / 2;
  return Math.max(from - kEdge, Math.min(from + whole + kEdge - size, middle - size / 2));
}

export async function draw(container: HTMLElement, xml: string): Promise<DrawnProcess> {
  const text = await withDrawing(xml);
  const viewer = new NavigatedViewer({
    container,
    bpmnRenderer: {
      defaultFillColor: themeColour("--raised"),
      defaultStrokeColor: themeColour("--outline"),
      defaultLabelColor: themeColour("--text"),
    },
    textRenderer: {
      defaultStyle: { fontFamily: 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif', fontSize: 13 },
      externalStyle: { fontSize: 13 },
    },
    // A wheel over the diagram scrolls the page, as anywhere.
    zoomScroll: { enabled: false },
  });
  await viewer.importXML(text);
  const canvas = viewer.get("canvas") as Canvas;
  const registry = viewer.get("elementRegistry") as Registry;
  let marked: [string, string][] = [];
  return {
    flows: () =>
      registry
        .filter((each) => each.source !== undefined && each.target !== undefined)
        .map(({ id, source, target }) => ({ id, source: source!.id, target: target!.id })),
    mark: (marks) => {
      for (const [id, name] of marked) canvas.removeMarker(id, name);
      marked = Object.entries(marks).flatMap(([name, ids]) =>
        [...ids].filter((id) => registry.get(id)).map((id): [string, string] => [id, name]),
      );
      for (const [id, name] of marked) canvas.addMarker(id, name);
    },
    heightAt: (width) => {
      const { inner } = canvas.viewbox();
      return (inner.height + 2 * kEdge) * Math.min(1, width / (inner.width + 2 * kEdge));
    },
    fit: (centre) => {
      canvas.resized();
      const { inner, outer } = canvas.viewbox();
      const whole = Math.min(1, outer.width / (inner.width + 2 * kEdge), outer.height / (inner.height + 2 * kEdge));
      const node = centre === undefined || whole >= kReadable ? undefined : registry.get(centre);
      const scale = node ? kNear : whole;
      const [width, height] = [outer.width / scale, outer.height / scale];
      const middle = node ?? inner;
      const x = seen(middle.x + middle.width / 2, width, inner.x, inner.width);
      const y = seen(middle.y + middle.height / 2, height, inner.y, inner.height);
      canvas.viewbox({ x, y, width, height });
    },
    zoom: (factor) => void canvas.zoom(canvas.zoom() * factor, "auto"),
    destroy: () => viewer.destroy(),
  };
}
