import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, isFinal, kAsked, lifeOf } from "kit/live/command_life";
import type { UtcText } from "kit/units";

const result = (state: string, reason = "", detail = "") => ({ state, reason, detail });

test("every state of a command has its stage", () => {
  const stages: [string, string][] = [
    ["accepted", "accepted"],
    ["completed", "done"],
    ["rejected", "refused"],
    ["timed_out", "failed"],
    ["expired", "failed"],
    ["outcome_unknown", "failed"],
  ];
  for (const [state, stage] of stages) assert.equal(lifeOf(result(state)).stage, stage, state);
});

test("a command the PLC took is running until its effect is seen", () => {
  const hops = [{ place: "plc.taken", time: "" as UtcText }];
  assert.equal(lifeOf({ ...result("accepted"), hops }).stage, "running");
});

test("a refusal says why: the server's sentence, else its word put in words", () => {
  assert.equal(
    lifeOf(result("rejected", "interlock", "The capper is stopped.")).text,
    "Refused: The capper is stopped.",
  );
  assert.equal(lifeOf(result("rejected", "not_remote")).text, "Refused: an operator has the unit");
});

test("a late report never takes a final state back", () => {
  const done = advance(kAsked, lifeOf(result("completed")));
  assert.ok(isFinal(done.stage));
  assert.equal(advance(done, lifeOf(result("accepted"))).stage, "done");
});
