// A process as its file has it: the text, and what it calls its nodes.

import { useMemo } from "preact/hooks";
import type { ProcessDiagram } from "kit/api/mes_processes";
import { useResource } from "kit/api/resource";
import type { NodeName } from "mes/state/process_history";

const kNone: ReadonlyMap<string, NodeName> = new Map();

export function useProcess(id: string | undefined, version: string | undefined) {
  const path =
    id === undefined || version === undefined
      ? undefined
      : `/api/v1/processes/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`;
  const found = useResource<ProcessDiagram>(path);
  const xml = path === undefined ? undefined : found.data?.xml;
  const names = useMemo(() => (xml === undefined ? kNone : namesIn(xml)), [xml]);
  return { diagram: path === undefined ? undefined : found.data, error: found.error, missing: found.missing, names };
}

function namesIn(xml: string): Map<string, NodeName> {
  const names = new Map<string, NodeName>();
  for (const element of new DOMParser().parseFromString(xml, "application/xml").querySelectorAll("process *[id]"))
    names.set(element.id, { name: element.getAttribute("name") ?? "", kind: element.localName });
  return names;
}
