// An order's job on its line in words: its state, what was asked of the line, and how that ended. Pure.

import type { AskedCommand, OrderJob } from "kit/api/mes_types";
import { rejectionText, sentence, sentenceCase, withNames } from "kit/format/words";

const kStates: Record<string, string> = {
  "": "The line has not answered yet",
  NotAllowedToStart: "Stored, not yet to start",
  AllowedToStart: "Starting",
  Running: "Running",
  Interrupted: "Paused",
  Ended: "Ended",
  Aborted: "Aborted",
  Absent: "Not on the line any more",
};

/** The state in a few words; the standard's own name is told on hover. */
export function jobText({ state, substate }: Pick<OrderJob, "state" | "substate">): string {
  if (state === "AllowedToStart" && substate === "Waiting") return "Waiting for the line";
  if (state === "Interrupted" && substate === "Held") return "Held";
  return kStates[state] ?? sentenceCase(state);
}

const kCommands: Record<string, string> = {
  store_job: "Take the job, without starting it",
  store_and_start_job: "Take the job and start it",
  start_job: "Start the job",
  revoke_job_start: "Do not start the job",
  update_job: "Change the job",
  pause_job: "Pause the job",
  resume_job: "Resume the job",
  stop_job: "End the job",
  abort_job: "Abort the job",
  cancel_job: "Cancel the job",
  clear_job: "Forget the job",
};
export const commandText = (command: string) => kCommands[command] ?? sentenceCase(command);

const kResults: Record<string, string> = {
  "": "Not answered yet",
  completed: "Done",
  rejected: "Refused",
  timed_out: "No answer in time",
  expired: "Came too late to be done",
  outcome_unknown: "Not known whether it was done",
};
export const resultText = (result: string) => kResults[result] ?? sentenceCase(result);

/** Whether somebody has to look at how it ended. */
export const endedBadly = ({ result }: Pick<AskedCommand, "result">) => result !== "" && result !== "completed";

/** "interlock: line1/filler is blocked" → "An interlock forbids it: the filler is blocked" */
export function answerText(detail: string): string {
  const [, word, rest] = /^([a-z]+(?:_[a-z]+)*): ?(.*)$/s.exec(detail) ?? [];
  if (word === undefined) return sentence(withNames(detail));
  const told = withNames(rest ?? "");
  return sentence(told === "" ? rejectionText(word) : `${rejectionText(word)}: ${told}`);
}

const kGone = ["Ended", "Aborted", "Absent"];
/** Whether the line has the order's job, so that it cannot be sent again. */
export const hasJob = ({ job }: { job?: Pick<OrderJob, "state"> | null }) => !!job && !kGone.includes(job.state);
