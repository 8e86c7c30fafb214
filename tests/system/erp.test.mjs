// The ERP's folder on a running plant: a schedule is put in, its order runs on the line, and what was made comes out.
import assert from "node:assert/strict";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Line, root, until } from "../support/line.mjs";

describe("the ERP at its folder", () => {
  let line, folder;
  const there = async (name) => (await readdir(path.join(folder, path.dirname(name)))).includes(path.basename(name));
  const order = (id) => line.mes.read(`/api/v1/orders/${id}`);
  const act = (id, action, body = {}) => line.mes.post(`/api/v1/orders/${id}/${action}`, body);

  before(async () => {
    line = await Line.start({ name: "system-erp" });
    folder = path.join(line.data, "mes", "erp");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => line?.stop());

  test("a schedule becomes orders and is confirmed; the same again changes nothing", async () => {
    const draft = path.join(folder, "in", ".week49.xml");
    for (const copy of [1, 2]) {
      await cp(path.join(root, "mes/erp/testdata/three_orders.xml"), draft);
      await rename(draft, path.join(folder, "in", "week49.xml"));
      const name = copy === 1 ? "week49.xml" : `week49.xml.${copy}`;
      await until(`${name} is done`, () => there(`done/${name}`), 20_000);
      const said = await readFile(path.join(folder, `out/${name}.confirm.xml`), "utf8");
      assert.match(said, /actionCode="Accepted"/);
      assert.match(said, copy === 1 ? /3 orders created, 0 unchanged/ : /0 orders created, 3 unchanged/);
    }
    assert.equal((await order("ERP-5002")).material, "CURRANT-1000");
  });

  test("a file with a fault is refused with its place", async () => {
    await writeFile(path.join(folder, "in", "bad.xml"), '<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>');
    await until("it is refused", () => there("refused/bad.xml"), 20_000);
    const reason = await readFile(path.join(folder, "refused/bad.xml.reason.txt"), "utf8");
    assert.match(reason, /^line 1: a document type declaration is not taken/);
  });

  test("what the line made of an order comes out as a performance", async () => {
    await act("ERP-4711", "complete", { reason: "makes room" });
    await act("ERP-5001", "release");
    await act("ERP-5001", "start");
    await until("it counts", async () => (await order("ERP-5001")).good > 5, 60_000);
    await act("ERP-5001", "complete", { reason: "enough for a test" });
    await until("it is told", () => there("out/performance-ERP-5001-1.xml"), 20_000);
    const { good } = await order("ERP-5001");
    const told = await readFile(path.join(folder, "out/performance-ERP-5001-1.xml"), "utf8");
    assert.match(told, new RegExp(`<QuantityString>${good}</QuantityString>`));
    assert.match(told, /<OperationsScheduleID>SCHEDULE-1<\/OperationsScheduleID>/);
    await act("ERP-5001", "correct", { good: -1, scrap: 1, reason: "broken" });
    await until("the correction is told", () => there("out/performance-ERP-5001-2.xml"), 20_000);
  });
});
