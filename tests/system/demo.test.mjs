// `millwright demo drift` over real processes: both scenarios on one seed, and the account that compares them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { bin, root } from "../support/line.mjs";

const run = promisify(execFile);

test("the closed loop loses fewer bottles than an operator alone", { timeout: 180_000 }, async () => {
  const { stdout } = await run(path.join(bin, "millwright"), ["demo", "drift", "--seed", "7", "--seconds", "25"], {
    cwd: root,
  });
  const lost = stdout.match(/^ *bottles lost +(\d+) +(\d+)$/m);
  assert.ok(lost, stdout);
  const [alone, loop] = lost.slice(1).map(Number);
  assert.ok(loop > 0, `the product was too hot until the set-point was down:\n${stdout}`);
  assert.ok(loop < alone / 2, `${loop} against ${alone}:\n${stdout}`);

  const [first, second] = stdout.split("The closed loop:");
  assert.match(first, /SCADA: alarm/);
  assert.doesNotMatch(first, /the set-point goes from/, "nobody acts before the operator comes");
  const order = [
    "temperature crosses 80",
    "MES: deviation HIGH_TEMP",
    "the set-point goes from 76 to 72",
    "back below",
  ];
  const places = order.map((text) => second.indexOf(text));
  assert.ok(!places.includes(-1), stdout);
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
    stdout,
  );
});
