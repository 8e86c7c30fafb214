// bpmn-js draws a process. This file and what it brings are fetched when the first diagram is shown, and the layout of
// those that were never drawn when the first of them is. Its mark stays in sight, as its licence asks.

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { themeColour } from "kit/theme/theme";
import type { Flow } from "mes/state/process_history";

interface Canvas {
  zoom(to: number | "fit-viewport", centre?: "auto" | { x: number; y: number }): number;
  addMarker(id: string, name: string): void;
  removeMarker(id: string, name: string): void;
  resized(): void;
}

interface Element {
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
  fit(): void;
  zoom(factor: number, centre?: { x: number; y: number }): void;
  destroy(): void;
}

const kDrawing = /<(\w+:)?BPMNDiagram\b/;

async function drawn(xml: string): Promise<string> {
  if (kDrawing.test(xml)) return xml;
  const { layoutProcess } = await import("bpmn-auto-layout");
  return layoutProcess(xml);
}

export async function draw(container: HTMLElement, xml: string): Promise<DrawnProcess> {
  const text = await drawn(xml);
  const viewer = new NavigatedViewer({
    container,
    bpmnRenderer: {
      defaultFillColor: themeColour("--raised"),
      defaultStrokeColor: themeColour("--outline"),
      defaultLabelColor: themeColour("--text"),
    },
    textRenderer: { defaultStyle: { fontFamily: 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif' } },
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
    fit: () => {
      canvas.resized();
      canvas.zoom("fit-viewport", "auto");
    },
    zoom: (factor, centre) => {
      canvas.zoom(canvas.zoom(undefined as unknown as number) * factor, centre ?? "auto");
    },
    destroy: () => viewer.destroy(),
  };
}
