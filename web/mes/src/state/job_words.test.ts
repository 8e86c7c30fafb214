import assert from "node:assert/strict";
import { test } from "node:test";
import { answerText, commandText, endedBadly, hasJob, jobText, resultText } from "mes/state/job_words";

test("a job's state is said in words, also before the line has answered", () => {
  assert.equal(jobText({ state: "", substate: "" }), "The line has not answered yet");
  assert.equal(jobText({ state: "AllowedToStart", substate: "Waiting" }), "Waiting for the line");
  assert.equal(jobText({ state: "Interrupted", substate: "Held" }), "Held");
  assert.equal(jobText({ state: "Interrupted", substate: "Suspended" }), "Paused");
  assert.equal(jobText({ state: "Brand_new", substate: "" }), "Brand new");
});

test("what was asked and how it ended is said in words, also what nobody knows yet", () => {
  assert.equal(commandText("store_and_start_job"), "Take the job and start it");
  assert.equal(commandText("dance"), "Dance");
  assert.equal(resultText(""), "Not answered yet");
  assert.equal(resultText("outcome_unknown"), "Not known whether it was done");
});

test("only what ended otherwise than wanted needs a look", () => {
  assert.ok(!endedBadly({ result: "" }) && !endedBadly({ result: "completed" }));
  assert.ok(endedBadly({ result: "rejected" }) && endedBadly({ result: "timed_out" }));
});

test("the line's answer has its stable word said, and its paths named", () => {
  assert.equal(answerText("interlock: line1/filler is stopped"), "An interlock forbids it: the filler is stopped");
  assert.equal(answerText("not_remote: "), "An operator has the unit");
  assert.equal(answerText("the line is taken"), "The line is taken");
});

test("an order has its job on the line from the moment it was sent until it is ended or gone", () => {
  assert.ok(hasJob({ job: { state: "" } }) && hasJob({ job: { state: "AllowedToStart" } }));
  assert.ok(!hasJob({}) && !hasJob({ job: null }) && !hasJob({ job: { state: "Absent" } }));
});
