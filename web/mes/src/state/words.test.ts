import assert from "node:assert/strict";
import { test } from "node:test";
import type { LotId } from "kit/units";
import { affectedText, tracingText } from "mes/state/words";

const lots = (...ids: string[]) => ids as LotId[];

test("a decision tells how far it went, and nothing where it stayed with the lot", () => {
  assert.equal(
    affectedText({ with: lots("P-42", "P-43"), still_held: lots("P-44") }),
    "With it: P-42, P-43. Still held for another reason: P-44.",
  );
  assert.equal(affectedText({ with: [], still_held: [] }), "");
});

test("how well an origin is known is said in a word, also one that is new", () => {
  assert.equal(tracingText("presumed"), "Presumed");
  assert.equal(tracingText(undefined), "–");
});
