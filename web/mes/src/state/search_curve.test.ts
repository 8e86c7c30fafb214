import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlanSearch } from "kit/api/mes_plan";
import { costText, curveOf, gainText, searchText } from "mes/state/search_curve";

const cost = (tardiness_s: number) => ({ tardiness_s, setup_s: 100, makespan_s: 1000 });
const search = (steps: [number, number][], elapsed_s: number, state = "running") =>
  ({
    ...{ id: "S", state, elapsed_s, plan: [], cost: cost(steps.at(-1)?.[1] ?? 500) },
    improvements: steps.map(([at_s, t]) => ({ at_s, ...cost(t) })),
  }) as PlanSearch;
const kSize = { width: 100, height: 50 };

test("a cost holds until a better plan is found, and the last one until now", () => {
  const curve = curveOf(
    search(
      [
        [0, 400],
        [5, 100],
      ],
      10,
    ),
    "tardiness_s",
    kSize,
  );
  assert.deepEqual([curve.first, curve.best, curve.path], [400, 100, "M0 0H50V37.5H100"]);
});

test("a cost far from nothing is drawn in the range it has, and one that stays is a line", () => {
  const curve = curveOf(
    search(
      [
        [0, 1000],
        [5, 900],
      ],
      10,
    ),
    "tardiness_s",
    kSize,
  );
  assert.equal(curve.path, "M0 0H50V40H100");
  assert.match(curveOf(search([[0, 1]], 10), "setup_s", kSize).path, /^M0 [\d.]+H100$/);
});

test("without an improvement the present cost is all there is", () => {
  const curve = curveOf(search([], 1), "tardiness_s", kSize);
  assert.deepEqual([curve.first, curve.best], [500, 500]);
});

test("the search says how long and how well", () => {
  assert.equal(
    searchText(
      search(
        [
          [0, 400],
          [5, 100],
        ],
        12,
      ),
    ),
    "Searching for 12 s, 1 better plan found",
  );
  assert.equal(searchText(search([[0, 400]], 30, "done")), "Searched for 30 s, no better plan yet");
  assert.match(searchText(search([[0, 400]], 3, "stopped")), /^Stopped after 3 s/);
});

test("what was gained is told against the first plan", () => {
  assert.equal(gainText({ first: 400, best: 100 }), "−75 %");
  assert.equal(gainText({ first: 100, best: 110 }), "+10 %");
  assert.equal(gainText({ first: 0, best: 10 }), "");
  assert.equal(costText(0), "none");
  assert.equal(costText(3600), "1 h");
});
