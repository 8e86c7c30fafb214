// From the ERP's orders to a bottle and back to its sugar, in Chromium: the planner plans, moves an order, plans around
// a machine that is down and sends an order to the line; the operator receives lots, books them in, has wrong ones
// refused, and reports scrap; a bottle's code then leads to its sugar lot, and that lot to every pallet to call back.
// The simulated line works ten times as fast as a real one.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Line, until } from "../support/line.mjs";
import { bottleOf, fasterPlant, importOrders, kOrder, kSpeed, lots, refused } from "../support/three_orders.mjs";

const kHour_ms = 3_600_000;
const kIds = [kOrder, "ERP-5002", "ERP-5003"];

describe("a planner and an operator, from an order to its recall list", () => {
  let folder, line, erp, planner, operator;
  const read = (target) => line.mes.read(target);
  const order = () => read(`/api/v1/orders/${kOrder}`);
  const placeOf = async (id) => (await read("/api/v1/schedule")).find((place) => place.order_id === id);
  const bar = (id) => planner.page.locator(`.mes-gantt .bar[data-order="${id}"]`);
  const proposal = () => planner.page.locator(".mes-proposal");
  const button = (browser, name) => browser.page.getByRole("button", { name, exact: true });
  const open = async (browser, target) => {
    await browser.page.goto(line.mes.url + target);
    await browser.page.locator(".mw-page h1, .mw-page h2").first().waitFor();
  };
  const signedIn = async (name) => {
    const browser = await Browser.open();
    await browser.page.goto(line.mes.url);
    await browser.signIn(name, line.passwordOf(name));
    await browser.page.locator(".mw-page h1, .mw-page h2").first().waitFor();
    return browser;
  };
  /** Takes an order by its bar and puts it down so many hours later. */
  const drag = async (id, hours) => {
    await bar(id).scrollIntoViewIfNeeded();
    const box = await bar(id).boundingBox();
    const chart = await planner.page.locator(".mes-gantt svg svg").first().boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await planner.page.mouse.move(x, y);
    await planner.page.mouse.down();
    await planner.page.mouse.move(x + (hours * chart.width) / 8, y, { steps: 8 });
    await planner.page.mouse.up();
    await proposal().waitFor();
    await proposal().locator(".mw-loading").waitFor({ state: "detached" });
  };
  const scan = async (lot) => {
    await operator.page.locator("input[name=lot]").fill(lot);
    await operator.page.keyboard.press("Enter");
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-plan-trace-"));
    const plant = await fasterPlant(folder, { ownOrders: false });
    line = await Line.start({ name: "browser-plan-trace", plant, speed: kSpeed });
    erp = path.join(line.data, "mes", "erp");
    await line.addUser("paula", ["planner"]);
    await line.addUser("olga", ["operator"]);
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    planner = await signedIn("paula");
    operator = await signedIn("olga");
  });
  after(async () => {
    await planner?.close();
    await operator?.close();
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("three orders of the ERP appear in the order book", async () => {
    await open(planner, "/orders");
    const at = (hours) => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * kHour_ms).toISOString();
    await importOrders(erp, { from: at(1), due: at(7) });
    for (const id of kIds) await planner.page.getByRole("link", { name: id, exact: true }).first().waitFor();
    await planner.shot("trace-orders");
  });

  test("the operator receives lots, and holds one that is no good", async () => {
    const { page } = operator;
    const all = { ...lots, ...Object.fromEntries(Object.entries(refused).map(([id, one]) => [id, one.lot])) };
    for (const [id, { material, quantity, expires }] of Object.entries(all)) {
      await open(operator, "/materials?receive=1");
      await page.locator("select[name=material]").selectOption(material);
      await page.locator("input[name=quantity]").fill(`${quantity}`);
      await page.locator("input[name=id]").fill(id);
      if (expires) await page.locator("input[name=expires]").fill(expires.slice(0, 10));
      if (id === "SUG-1") await operator.shot("trace-receive");
      await button(operator, "Receive").click();
      await page.waitForURL(`**/lots/${id}`);
      assert.equal((await read(`/api/v1/lots/${id}`)).received.left, quantity);
    }
    const [bad] = Object.keys(refused).filter((id) => refused[id].hold);
    await button(operator, "Hold").click();
    await page.locator("dialog.mw-confirm textarea").fill("lumps in it");
    await page.locator("dialog.mw-confirm").getByRole("button", { name: "Hold" }).click();
    await until("it is held", async () => (await read(`/api/v1/lots/${bad}`)).disposition === "held");
    await page.locator(".mw-notice").getByText("Lumps in it").waitFor();
    await operator.shot("trace-lot-held");
    await open(operator, "/materials");
    await page.getByRole("table").getByText("5000 kg", { exact: false }).first().waitFor();
    await operator.shot("trace-materials");
  });

  test("a part of a lot becomes a lot of its own", async () => {
    const { page } = operator;
    await open(operator, "/lots/LAB-1");
    await page.locator("input[name=part]").fill("1000");
    await operator.shot("trace-part");
    await button(operator, "Part").click();
    await page.waitForURL("**/lots/LAB-1-1");
    assert.equal((await read("/api/v1/lots/LAB-1")).received.left, lots["LAB-1"].quantity - 1000);
    await page.getByRole("heading", { name: "Made from" }).waitFor();
    await operator.shot("trace-parted");
  });

  test("the planner plans them, and sees each on the line in time", async () => {
    await planner.page.getByRole("link", { name: "Plan", exact: true }).click();
    await planner.page.waitForURL(`${line.mes.url}/plan`);
    await button(planner, "Plan").click();
    await planner.page.getByText(/^Planned (just now|\d)/).waitFor();
    await planner.page.getByRole("link", { name: "Hours" }).click();
    await planner.page.waitForURL(/zoom=hours/);
    for (const id of kIds) await bar(id).waitFor();
    for (const id of kIds) assert.ok(!(await placeOf(id)).left_out, id);
    await planner.shot("trace-plan");
  });

  test("an order dragged to where it cannot be is told why, and the plan stays", async () => {
    const before = await read("/api/v1/schedule");
    await drag(kOrder, -0.5);
    const conflicts = proposal().getByRole("list", { name: "Conflicts" });
    await conflicts.getByText(/may not begin before/).waitFor();
    assert.ok(await proposal().getByRole("button", { name: "Keep" }).isDisabled(), "what cannot be is not kept");
    await planner.shot("trace-move-refused");
    await button(planner, "Leave the plan as it is").click();
    await proposal().waitFor({ state: "detached" });
    assert.deepEqual(await read("/api/v1/schedule"), before);
  });

  test("dragged to where it can be, what makes room is told, and the plan is kept", async () => {
    const last = (await read("/api/v1/schedule")).at(-1);
    await drag(last.order_id, 1);
    await button(planner, "Keep").click();
    await proposal().waitFor({ state: "detached" });
    const now = await placeOf(last.order_id);
    const later = (Date.parse(now.start) - Date.parse(last.start)) / kHour_ms;
    assert.ok(later > 0.8 && later < 1.2, `${later} h later`);
    await planner.shot("trace-move-kept");
  });

  test("a machine breaks, only what must move moves, and it is shown before it is in force", async () => {
    const { page } = planner;
    const before = await read("/api/v1/schedule");
    const last = before.at(-1);
    const local = (ms) => {
      const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
      return at.toISOString().slice(0, 16);
    };
    const middle = (Date.parse(last.start) + Date.parse(last.finish)) / 2;
    await button(planner, "Machine down…").click();
    const dialog = page.locator("dialog.mw-confirm");
    await dialog.locator("select[name=equipment]").selectOption("line1/filler");
    await dialog.locator("input[name=from]").fill(local(middle));
    await dialog.locator("input[name=to]").fill(local(middle + 2 * kHour_ms));
    await dialog.locator("input[name=why]").fill("filling valve broken");
    await planner.shot("trace-down-dialog");
    await dialog.getByRole("button", { name: "Show what moves" }).click();
    await proposal().getByText("1 order moves").waitFor();
    await proposal().getByRole("link", { name: last.order_id, exact: true }).waitFor();
    assert.deepEqual(await read("/api/v1/schedule"), before, "a proposal changes nothing");
    await planner.shot("trace-down-proposal");
    await button(planner, "Keep").click();
    await page.getByText("Filler is planned as down: filling valve broken").waitFor();
    await proposal().waitFor({ state: "detached" });
    for (const place of before.slice(0, -1)) {
      const { start, finish } = await placeOf(place.order_id);
      assert.deepEqual([start, finish], [place.start, place.finish], `${place.order_id} stays`);
    }
    assert.notEqual((await placeOf(last.order_id)).finish, last.finish);
    await planner.shot("trace-down-kept");
    await button(planner, "Not down after all").click();
    await page.getByText("Filler is planned as down").waitFor({ state: "detached" });
    assert.deepEqual(await read("/api/v1/schedule/unavailable"), []);
  });

  test("on the station wrong lots are refused by name and reason, and the right ones booked in", async () => {
    const { page } = operator;
    await open(operator, "/station");
    await page.getByText(`Material for ${kOrder}`).waitFor();
    for (const [lot, { why }] of Object.entries(refused)) {
      await scan(lot);
      const answer = page.locator(".mes-answer.refused", { hasText: lot });
      await answer.waitFor();
      assert.match(await answer.innerText(), why);
      await operator.shot(`trace-station-refused-${lot}`);
    }
    for (const lot of Object.keys(lots)) {
      await scan(lot);
      await page.locator(".mes-answer.booked").getByText(`${lot} is booked in.`).waitFor();
      await page.locator(".mes-materials").getByRole("link", { name: lot, exact: true }).waitFor();
    }
    await page.getByText("All material is booked in", { exact: false }).waitFor();
    assert.ok((await read(`/api/v1/orders/${kOrder}/materials`)).every((one) => one.enough));
    await operator.shot("trace-station-booked");
  });

  test("the planner sends the order to the line, and the operator sees it run", async () => {
    const row = planner.page.getByRole("row", { name: new RegExp(kOrder) });
    await row.getByRole("button", { name: "Send to line" }).click();
    const dialog = planner.page.locator("dialog.mw-confirm");
    await planner.shot("trace-send");
    await dialog.getByRole("button", { name: "Send to line" }).click();
    await until(`${kOrder} runs`, async () => (await order()).state === "Running", 60_000, 100);
    await operator.page.locator(".mes-big").getByText(kOrder).waitFor();
    await bar(kOrder).and(planner.page.locator(".running")).waitFor();
    await planner.shot("trace-plan-running");
  });

  test("the operator reports a good bottle as scrap, with a reason", async () => {
    const { page } = operator;
    await until("some are made", async () => (await order()).good > 50, 60_000, 100);
    await button(operator, "One good is scrap").click();
    await button(operator, "Damaged").click();
    await operator.shot("trace-station-report");
    await button(operator, "Record").click();
    await page.getByText(/Reported last: good −1, scrap \+1, “Damaged”, by olga/).waitFor();
    const { corrected_good, corrected_scrap } = await order();
    assert.deepEqual([corrected_good, corrected_scrap], [-1, 1]);
    await operator.shot("trace-station-reported");
  });

  test("the order is completed on the line, and the ERP is told", async () => {
    await until(`${kOrder} is made`, async () => (await order()).state === "Completed", 240_000, 500);
    await open(operator, `/orders/${kOrder}`);
    await operator.page.getByText("Completed", { exact: true }).first().waitFor();
    await operator.shot("trace-order-completed");
    const name = `performance-${kOrder}-1.xml`;
    await until("it is told", async () => (await readdir(path.join(erp, "out"))).includes(name), 30_000);
    const { good } = await order();
    const told = await readFile(path.join(erp, "out", name), "utf8");
    assert.match(told, new RegExp(`<QuantityString>${good}</QuantityString>`));
    await open(planner, "/plan?zoom=hours");
    await bar(kOrder).and(planner.page.locator(".made")).waitFor();
    await planner.shot("trace-plan-made");
  });

  test("a bottle's code leads to its sugar lot", async () => {
    const { page } = operator;
    const made = async () => (await read(`/api/v1/lots?order=${kOrder}`)).filter((lot) => lot.kind === "pallet");
    const pallets = await until("its pallets are known", async () => (await made()).length >= 8 && made(), 60_000, 500);
    const code = bottleOf(pallets[0], "000123"); // of the newest: the first are of what was mixed before
    await page.getByRole("link", { name: "Trace", exact: true }).click();
    await page.waitForURL(`${line.mes.url}/trace`);
    await page.locator("input[name=trace]").fill(code.toLowerCase());
    await page.keyboard.press("Enter");
    await page.getByText("Printed on Line 1").waitFor();
    await operator.shot("trace-bottle");
    await page.getByRole("link", { name: "List", exact: true }).click();
    const found = page.getByRole("table", { name: "Lots of the trace" });
    for (const lot of ["SUG-1", "CON-1", "WAT-1"]) await found.getByText(lot, { exact: true }).waitFor();
    for (const lot of Object.keys(refused)) assert.equal(await found.getByText(lot, { exact: true }).count(), 0, lot);
    await operator.shot("trace-bottle-list");
    await found.getByRole("link", { name: "SUG-1", exact: true }).click();
    await page.waitForURL(/lot=SUG-1/);
    await page.getByRole("link", { name: "Trace on from here" }).click();
    await page.waitForURL(/\/trace\/SUG-1\?direction=forward/);
    await page.locator('.mes-trace-graph [data-key="SUG-1"]').waitFor();
    await operator.shot("trace-sugar-forward");
  });

  test("its sugar leads to every pallet that it is in, on the screen and as a table to hand on", async () => {
    const { page } = operator;
    const forward = await read("/api/v1/lots/SUG-1/trace?direction=forward");
    const pallets = forward.lots.filter((lot) => lot.kind === "pallet").map((lot) => lot.id);
    assert.ok(pallets.length >= 3, `${pallets}`);
    await page.getByRole("link", { name: "Recall", exact: true }).click();
    const list = page.getByRole("table", { name: "Lots to recall" });
    await list.waitFor();
    for (const id of pallets) await list.locator(`a[href="/lots/${encodeURIComponent(id)}"]`).waitFor();
    await operator.shot("trace-recall");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "As CSV" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "recall-SUG-1.csv");
    const rows = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    assert.match(rows[0], /^lot,kind,material,/);
    const named = new Set(rows.slice(1).map((row) => row.split(",")[0]));
    for (const id of pallets) assert.ok(named.has(id), `${id} in the file`);
    assert.equal(named.size, (await read("/api/v1/lots/SUG-1/recall")).lots.length);
  });

  test("no page had an error", () => {
    assert.deepEqual(planner.faults, []);
    assert.deepEqual(operator.faults, []);
  });
});
