import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job, JobState } from "kit/api/operator_types";
import type { UtcText } from "kit/units";
import { doneShare, jobStateText, lineJobs } from "operator/state/job_words";

const job = (id: string, state: JobState, more: Partial<Job> = {}): Job =>
  ({
    id,
    state,
    substate: "",
    priority: 0,
    quantity: 100,
    good: 0,
    changed: "2026-01-01T00:00:00Z" as UtcText,
    ...more,
  }) as Job;

test("the job that has the line is shown, and those that wait behind it by priority", () => {
  const { shown, waiting } = lineJobs([
    job("a", "AllowedToStart", { priority: 1 }),
    job("b", "Interrupted"),
    job("c", "AllowedToStart", { priority: 5 }),
  ]);
  assert.equal(shown?.id, "b");
  assert.deepEqual(
    waiting.map((j) => j.id),
    ["c", "a"],
  );
});

test("without one the next is shown, and without that the last", () => {
  assert.equal(lineJobs([job("a", "Ended"), job("b", "AllowedToStart")]).shown?.id, "b");
  const last = lineJobs([
    job("new", "Ended", { changed: "2026-01-02T00:00:00Z" as UtcText }),
    job("old", "Aborted", { changed: "2026-01-01T00:00:00Z" as UtcText }),
  ]);
  assert.equal(last.shown?.id, "new");
  assert.equal(lineJobs([]).shown, undefined);
});

test("a state is said in words of the line", () => {
  assert.equal(jobStateText(job("a", "AllowedToStart", { substate: "Waiting" })), "waiting for the line");
  assert.equal(jobStateText(job("a", "Interrupted", { substate: "Held" })), "held");
  assert.equal(jobStateText(job("a", "Interrupted", { substate: "Suspended" })), "paused");
});

test("what is done is a share, also where more was made", () => {
  assert.equal(doneShare(job("a", "Running", { good: 25 })), 0.25);
  assert.equal(doneShare(job("a", "Running", { good: 120 })), 1);
});
