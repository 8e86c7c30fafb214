// The MES in Chromium, against a running plant: in from the operator's page with the same sign-in, and the loop as a
// story: a drift happens, its deviation opens on the page by itself, is corrected, and its lots wait for quality.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Line, until } from "../support/line.mjs";

describe("a shift leader at the MES", () => {
  let line, browser, page;
  before(async () => {
    line = await Line.start({ name: "browser-mes" });
    browser = await Browser.open();
    page = browser.page;
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await browser?.close();
    await line?.stop();
  });

  test("one sign-in serves both applications", async () => {
    await page.goto(line.operator.url);
    await browser.signIn();
    await page.locator(".op-tile").first().waitFor();
    await page.getByRole("link", { name: "MES" }).click();
    await page.waitForURL(`${line.mes.url}/**`);
    await page.getByText("ERP-4711").first().waitFor();
    assert.equal(await page.locator("input[name=password]").count(), 0, "nobody is asked again");
    await page.locator(".mw-brand").getByText("Bottling").waitFor();
    await browser.shot("mes-today");
  });

  test("the running order counts while it is looked at", async () => {
    await page.goto(`${line.mes.url}/orders/ERP-4711`);
    const first = (await line.mes.read("/api/v1/orders/ERP-4711")).good;
    await until(
      "bottles are counted",
      async () => (await line.mes.read("/api/v1/orders/ERP-4711")).good > first + 5,
      60_000,
    );
    const { good } = await line.mes.read("/api/v1/orders/ERP-4711");
    await until("the page shows it", async () => {
      const figures = (await page.locator(".mw-page").innerText())
        .replace(/[\s,.\u202f\u00a0](?=\d{3})/g, "")
        .match(/\d+/g);
      return figures.some((figure) => Number(figure) >= good && Number(figure) < good + 500);
    });
    await browser.shot("mes-order");
  });

  test("an order is released with a click", async () => {
    await page.goto(`${line.mes.url}/orders/ERP-4713`);
    await page.getByRole("button", { name: "Release" }).click();
    await until("it is Ready", async () => (await line.mes.read("/api/v1/orders/ERP-4713")).state === "Ready");
    await page.getByText("Ready").first().waitFor();
  });

  test("the planner plans with a press, and sees each order's place by line and time", async () => {
    await page.goto(`${line.mes.url}/orders`);
    await page.getByRole("link", { name: "Plan", exact: true }).click();
    await page.waitForURL(`${line.mes.url}/plan`);
    const running = page.locator(".mes-gantt .bar.running", { hasText: "4711" });
    await running.waitFor();
    await page.getByText("Nothing was planned yet", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await page.getByText("Looking for a better plan").waitFor();
    await browser.shot("mes-plan-busy");
    await page.getByText(/^Planned (just now|\d)/).waitFor();
    const schedule = await line.mes.read("/api/v1/schedule");
    assert.deepEqual(schedule.map((row) => row.order_id).sort(), ["ERP-4712", "ERP-4713"]);
    assert.equal(await page.locator(".mw-table tbody tr").count(), 3);
    // The line may be closed for two days from now on.
    await page.getByRole("link", { name: "Week" }).click();
    await page.waitForURL(/zoom=week/);
    for (const { order_id } of schedule) await page.locator(`.mes-gantt .bar[href$="${order_id}"]`).waitFor();
    await browser.shot("mes-plan");
  });

  test("on a tablet the plan has all that is pressed within its width", async () => {
    const { width, height } = page.viewportSize();
    await page.setViewportSize({ width: 768, height: 1024 });
    const table = page.locator(".mw-table-wrap");
    await until("the table fits", () => table.evaluate((element) => element.scrollWidth <= element.clientWidth));
    const chart = await page.locator(".mes-gantt > svg").boundingBox();
    assert.ok(chart.x >= 0 && chart.x + chart.width <= 768, JSON.stringify(chart));
    await browser.shot("mes-plan-tablet");
    await page.setViewportSize({ width, height });
  });

  test("the plan is moved in time, and its address leads back to what was shown", async () => {
    await page.goto(`${line.mes.url}/plan?zoom=week`);
    await page.getByRole("button", { name: "Later" }).click();
    await page.waitForURL(/from=/);
    await page.getByRole("button", { name: "Later" }).click();
    await page.locator(".mes-gantt .now").waitFor({ state: "detached" });
    await page.waitForURL((url) => Date.parse(url.searchParams.get("from")) > Date.now() + 5 * 86_400_000);
    await page.reload();
    await page.locator(".mes-gantt .axis").waitFor();
    assert.equal(await page.locator(".mes-gantt .now").count(), 0, "the same week after loading it again");
    await page.getByRole("button", { name: "Now" }).click();
    await page.locator(".mes-gantt .now").waitFor();
    const box = await page.locator(".mes-gantt > svg").boundingBox();
    await page.mouse.move(box.x + 600, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=/);
    assert.equal(new URL(page.url()).pathname, "/plan", "a drag that ends on a bar follows no link");
  });

  test("an order is sent to its line after a question, and its page tells what the line says of the job", async () => {
    await page.goto(`${line.mes.url}/plan`);
    const row = page.locator(".mw-table tr", { has: page.getByRole("link", { name: "ERP-4713" }) });
    await row.getByRole("button", { name: "Send to line" }).click();
    const dialog = page.locator("dialog.mw-confirm");
    await dialog.getByText("Send order ERP-4713 to Line 1").waitFor();
    await browser.shot("mes-plan-send");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual((await line.mes.read("/api/v1/orders/ERP-4713")).asked, [], "nothing was asked");
    await row.getByRole("button", { name: "Send to line" }).click();
    await dialog.getByRole("button", { name: "Send to line" }).click();
    await row.getByRole("link", { name: "ERP-4713" }).click();
    const job = page.locator(".mw-panel", { hasText: "Job on Line 1" });
    await job.getByRole("row", { name: /Pasteurizer temperature/ }).waitFor({ timeout: 60_000 });
    const asked = page.locator(".mw-panel", { hasText: "Asked of the line" });
    await asked.getByText("Take the job and start it").waitFor();
    await asked.getByText("Done").waitFor({ timeout: 60_000 });
    await browser.shot("mes-order-job");
  });

  test("good, scrap and the reason are corrected on one screen, beside what was counted", async () => {
    await page.goto(`${line.mes.url}/orders/ERP-4711`);
    await page.locator("input[name=good]").fill("-2");
    await page.locator("input[name=scrap]").fill("2");
    await page.locator("input[name=reason]").fill("Fell off the line");
    await page.getByRole("button", { name: "Record" }).click();
    await page.locator(".mes-list").getByText("Fell off the line").waitFor();
    const order = await line.mes.read("/api/v1/orders/ERP-4711");
    assert.equal(order.corrected_good, -2);
    assert.equal(order.good, order.counted_good - 2);
    await page.getByText("−2 by people").waitFor();
    await browser.shot("mes-order-corrected");
  });

  test("a part is split off an order, and leads to the new one", async () => {
    await page.goto(`${line.mes.url}/orders/ERP-4712`);
    await page.locator("input[name=split]").fill("4000");
    await page.getByRole("button", { name: "Split off" }).click();
    await page.waitForURL(`${line.mes.url}/orders/ERP-4712-2`);
    await page.getByText("Split off ERP-4712").waitFor();
    assert.equal((await line.mes.read("/api/v1/orders/ERP-4712")).quantity, 20_000);
    await browser.shot("mes-order-split");
  });

  test("a drift becomes a story: every hop with its time, the trend, the lots, the workflow", async () => {
    await page.goto(`${line.mes.url}/deviations`);
    await page.getByText("No deviations yet").waitFor();
    await line.fault("control_sensor_drift", true);
    const row = page.locator(".mw-page a[href*='/deviations/']").first();
    await row.waitFor({ timeout: 60_000 });
    await browser.shot("mes-deviations");
    await row.click();
    await page.locator(".mw-chain").first().waitFor();
    for (const system of ["PLC", "SCADA", "Bridge", "Bus", "MES"])
      await page.locator(`.mw-chain-group[data-system=${system}]`).first().waitFor();
    await page.locator(".mw-hop[title^='plc.taken']").waitFor();
    await page.locator(".mw-hop[title^='mes.result']").waitFor();
    const [{ id }] = await line.mes.read("/api/v1/deviations");
    assert.ok(page.url().endsWith(id), page.url());
    await until("the lots held are on the page", async () =>
      (await page.locator(".mw-page").innerText()).includes("Held"),
    );
    await page.locator(".mw-page canvas").first().waitFor();
    await page.getByText("Told by 2 sources").waitFor();
    await browser.shot("mes-deviation-open");
    await until(
      "it is corrected",
      async () => (await line.mes.read(`/api/v1/deviations/${id}`)).state === "corrected",
      90_000,
    );
    await page.locator(".mes-story-head").getByText("Corrected", { exact: true }).waitFor();
    await browser.shot("mes-deviation-corrected");
    await line.fault("control_sensor_drift", false);
    await until(
      "the recipe's set-point is back",
      async () => (await line.tag("line1/pasteurizer/temperature_setpoint")).value === 76,
      120_000,
    );
    await page.getByText("Restoring the recipe’s set-point").waitFor();
    await page.screenshot({ fullPage: true });
    await browser.shot("mes-deviation-restored");
  });

  test("quality finds the task, and disposes of the held lot on the lot's page", async () => {
    const held = (await line.mes.read("/api/v1/holds"))[0];
    await page.goto(`${line.mes.url}/tasks`);
    await page
      .getByText(/Decide on/)
      .first()
      .waitFor();
    await page.getByText("Ends when its lots are disposed of.").first().waitFor();
    await browser.shot("mes-tasks");
    await page.getByRole("link", { name: "Decide", exact: true }).first().click();
    await page.waitForURL(`${line.mes.url}/deviations/**`);
    await page.goto(`${line.mes.url}/lots/${encodeURIComponent(held.id)}`);
    await page.locator(".mw-notice").getByText("is beyond its high limit").waitFor();
    await page.locator(".mes-figures").getByText("Origin").waitFor();
    await page
      .getByRole("button", { name: /^Release/ })
      .first()
      .click();
    const dialog = page.locator("dialog.mw-confirm");
    await dialog.locator("textarea").fill("sampled and sound");
    await dialog.getByRole("button", { name: /^Release/ }).click();
    await until(
      "it is released",
      async () => (await line.mes.read(`/api/v1/lots/${encodeURIComponent(held.id)}`)).disposition === "released",
    );
    await page.getByText("Released").first().waitFor();
    await page.locator(".mes-list").getByText("Sampled and sound").waitFor();
    await page.locator(".mw-notice").waitFor({ state: "detached" });
  });

  test("every page opens by its address, in both themes, without an error", async () => {
    const lots = await line.mes.read("/api/v1/lots");
    const [deviation] = await line.mes.read("/api/v1/deviations");
    const [workflow] = await line.mes.read("/api/v1/workflows");
    const pages = {
      today: "/",
      orders: "/orders",
      order: "/orders/ERP-4713",
      plan: "/plan",
      lots: "/lots",
      lot: `/lots/${encodeURIComponent((lots.find((lot) => lot.kind === "pallet") ?? lots[0]).id)}`,
      deviation: `/deviations/${deviation.id}`,
      workflows: `/workflows?show=${encodeURIComponent(workflow.id)}`,
      tasks: "/tasks",
      system: "/system",
    };
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, target] of Object.entries(pages)) {
        await page.goto(line.mes.url + target);
        await page.locator(".mw-page h1, .mw-page h2").first().waitFor();
        await page.locator(".mw-loading").waitFor({ state: "detached" });
        await browser.shot(`mes-${name}-${scheme}`);
      }
    }
    assert.deepEqual(browser.faults, []);
  });
});
