// PackML states (ISA-TR88.00.02) sorted into what a glance must tell: shape and brightness, never green.

import names from "kit/format/packml_names.json";

export type StateShape =
  "running" | "stopped" | "idle" | "waiting" | "held" | "aborted" | "done" | "moving" | "unknown";

const kShapes: Record<string, StateShape> = {
  Execute: "running",
  Running: "running",
  Stopped: "stopped",
  Idle: "idle",
  Ready: "idle",
  Waiting: "idle",
  Suspended: "waiting",
  Held: "held",
  Aborted: "aborted",
  Completed: "done",
  Complete: "done",
};
const kMoving = new Set([
  "Clearing",
  "Starting",
  "Stopping",
  "Aborting",
  "Holding",
  "Unholding",
  "Suspending",
  "Unsuspending",
  "Resetting",
  "Completing",
]);

/** By number. A file of its own, so that the mock servers read the same names. */
export const kPackmlNames: Record<string, string> = names;

/** Where a state with this name belongs; names nobody knows are unknown, never guessed. */
export function stateShape(name: string | undefined): StateShape {
  if (name === undefined) return "unknown";
  if (kMoving.has(name)) return "moving";
  return kShapes[name] ?? "unknown";
}
