// Which of a line's jobs its page is about, and how it is said. Pure.

import type { Job, JobState } from "kit/api/operator_types";

const kHasLine: readonly JobState[] = ["Running", "Interrupted"];

export interface LineJobs {
  /** The one that has the line; else the one that comes next; else the one that was last. */
  shown: Job | undefined;
  /** Those that may start and wait for the line. */
  waiting: Job[];
}

export function lineJobs(jobs: readonly Job[]): LineJobs {
  const active = jobs.find((j) => kHasLine.includes(j.state));
  // The higher priority goes first; of two the one that came first, as they are listed.
  const next = jobs.filter((j) => j.state === "AllowedToStart").sort((a, b) => b.priority - a.priority);
  const last = [...jobs].sort((a, b) => (a.changed < b.changed ? 1 : -1))[0];
  const shown = active ?? next[0] ?? last;
  return { shown, waiting: next.filter((j) => j !== shown) };
}

const kStateText: Record<JobState, string> = {
  NotAllowedToStart: "stored, not yet to start",
  AllowedToStart: "starting",
  Running: "running",
  Interrupted: "paused",
  Ended: "ended",
  Aborted: "aborted",
};

/** The state in a word or two; the standard's own name is told on hover. */
export function jobStateText(job: Job): string {
  if (job.state === "AllowedToStart" && job.substate === "Waiting") return "waiting for the line";
  if (job.state === "Interrupted" && job.substate === "Held") return "held";
  return kStateText[job.state];
}

/** 0 to 1. */
export const doneShare = (job: Job): number =>
  job.quantity <= 0 ? 0 : Math.min(1, Math.max(0, job.good / job.quantity));
