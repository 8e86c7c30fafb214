// A few random kills on each backend; `scripts/kills 30` does thirty.
import { after, before, describe, test } from "node:test";
import { backends } from "../support/backends.mjs";
import { underKills } from "./kills.mjs";

const count = Number(process.env.KILLS ?? 4);
const seed = Number(process.env.KILLS_SEED ?? 20261123);
const only = process.env.BACKEND;

for (const backend of backends.filter((one) => !only || one.name === only)) {
  describe(`killed at random on ${backend.name}`, () => {
    let servers;
    before(async () => {
      servers = await backend.start();
    });
    after(() => servers?.stop());

    test(`${count} kills break no promise (seed ${seed})`, async (t) => {
      const seen = await underKills({
        count,
        seed,
        servers,
        name: `kills-${backend.name}`,
        say: (line) => t.diagnostic(line),
      });
      t.diagnostic(JSON.stringify(seen));
    });
  });
}
