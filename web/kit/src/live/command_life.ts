// The life of a command as the person who pressed sees it: asked, accepted, running, done, or refused and why.
// A transition table, fed by the answer to the request, by live frames, and by asking again when neither comes.

import type { CommandResult } from "kit/api/operator_types";
import { rejectionText } from "kit/format/words";

export type LifeStage = "idle" | "asked" | "accepted" | "running" | "done" | "refused" | "failed";

export interface Life {
  stage: LifeStage;
  /** What to show beside the button. */
  text: string;
}

export const kIdle: Life = { stage: "idle", text: "" };
export const kAsked: Life = { stage: "asked", text: "Asked…" };

const kStages: Record<string, { stage: LifeStage; text: string }> = {
  accepted: { stage: "accepted", text: "Accepted, waiting for the PLC" },
  completed: { stage: "done", text: "Done" },
  rejected: { stage: "refused", text: "Refused" },
  timed_out: { stage: "failed", text: "Not confirmed in time" },
  expired: { stage: "failed", text: "Expired before it could be carried out" },
  outcome_unknown: { stage: "failed", text: "The outcome is unknown. Look at the unit" },
};

export const isFinal = (stage: LifeStage) => stage === "done" || stage === "refused" || stage === "failed";

/** What a result means for the person; the server's own sentence wins over the stable word. */
export function lifeOf(result: Pick<CommandResult, "state" | "reason" | "detail" | "hops">): Life {
  const known = kStages[result.state];
  if (!known) return { stage: "accepted", text: result.state };
  if (known.stage === "accepted" && result.hops?.some((hop) => hop.place === "plc.taken")) {
    return { stage: "running", text: "Taken by the PLC, waiting for the effect" };
  }
  if (known.stage === "done" || known.stage === "accepted") return { ...known };
  const why = result.detail || (result.reason ? rejectionText(result.reason) : "");
  return { stage: known.stage, text: why ? `${known.text}: ${why}` : `${known.text}.` };
}

/** A later report never takes a life back: final stays final. */
export function advance(life: Life, next: Life): Life {
  return isFinal(life.stage) ? life : next;
}
