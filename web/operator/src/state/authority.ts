// Who is in charge of each unit: local, operator or remote. Kept true by live frames.

import { signal } from "@preact/signals";
import { api } from "kit/api/client";
import type { AuthorityEntry, AuthorityName } from "kit/api/operator_types";
import { onLiveOpen, onScadaFrame } from "kit/live/tags";
import type { EquipmentPath } from "kit/units";

const byPath = signal<ReadonlyMap<EquipmentPath, AuthorityEntry>>(new Map());

export const authorityOf = (path: EquipmentPath) => byPath.value.get(path);

export const kAuthorityText: Record<AuthorityName, string> = {
  local: "Local: at the machine",
  operator: "Operator",
  remote: "Remote: the MES may ask",
};

async function load(): Promise<void> {
  const list = await api.get<AuthorityEntry[]>("/api/v1/authority");
  byPath.value = new Map(list.map((a) => [a.equipment, a]));
}

export function followAuthority(): void {
  onLiveOpen(() => void load().catch(() => undefined));
  onScadaFrame((frame) => {
    if (frame.kind !== "authority") return;
    byPath.value = new Map(byPath.peek()).set(frame.change.equipment, frame.change);
    // What is taken of a line is taken of its units too, and the frame names the line alone.
    void load().catch(() => undefined);
  });
}

export async function setAuthority(equipment: EquipmentPath, authority: AuthorityName, reason: string): Promise<void> {
  await api.post("/api/v1/authority", { equipment, authority, ...(reason === "" ? {} : { reason }) });
  await load();
}
