// PackML states (ISA-TR88.00.02) sorted into what a glance must tell: shape and brightness, never green.

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

export const kPackmlNames: Record<string, string> = {
  1: "Clearing",
  2: "Stopped",
  3: "Starting",
  4: "Idle",
  5: "Suspended",
  6: "Execute",
  7: "Stopping",
  8: "Aborting",
  9: "Aborted",
  10: "Holding",
  11: "Held",
  12: "Unholding",
  13: "Suspending",
  14: "Unsuspending",
  15: "Resetting",
  16: "Completing",
  17: "Completed",
};

/** Where a state with this name belongs; names nobody knows are unknown, never guessed. */
export function stateShape(name: string | undefined): StateShape {
  if (name === undefined) return "unknown";
  if (kMoving.has(name)) return "moving";
  return kShapes[name] ?? "unknown";
}
