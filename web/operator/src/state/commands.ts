// The commands given, newest first, and what may be given now.

import { useEffect, useState } from "preact/hooks";
import { api } from "kit/api/client";
import type { AllowedCommand, CommandResult } from "kit/api/operator_types";
import { refreshShown, useResource } from "kit/api/resource";
import { onScadaFrame } from "kit/live/tags";
import type { EquipmentPath } from "kit/units";
import { authorityOf } from "operator/state/authority";

const kAllowedEveryMs = 2000;

export function followCommands(): void {
  onScadaFrame((frame) => frame.kind === "command" && refreshShown("commands"));
}

export const useCommands = (limit: number) =>
  useResource<CommandResult[]>(`/api/v1/commands?limit=${limit}`, ["commands"], 5000);

/** What the person may ask of a unit now; asked again when authority or a command changes, and every two seconds. */
export function useAllowed(equipment: EquipmentPath): Map<string, AllowedCommand> {
  const [allowed, setAllowed] = useState(new Map<string, AllowedCommand>());
  const authority = authorityOf(equipment)?.authority;
  useEffect(() => {
    const abort = new AbortController();
    const ask = () =>
      api
        .get<AllowedCommand[]>(`/api/v1/commands/allowed?equipment=${encodeURIComponent(equipment)}`, abort.signal)
        .then((list) => setAllowed(new Map(list.map((a) => [a.command, a]))))
        .catch(() => undefined);
    void ask();
    const timer = setInterval(() => void ask(), kAllowedEveryMs);
    const unlisten = onScadaFrame((frame) => frame.kind === "command" && void ask());
    return () => {
      abort.abort();
      clearInterval(timer);
      unlisten();
    };
  }, [equipment, authority]);
  return allowed;
}
