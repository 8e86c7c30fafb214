// The trend page in Chromium, against a running plant: followed live, panned and zoomed to raw samples, read with the
// cursor, marked with what happened, reckoned, taken away as CSV and PNG, honest when no answer comes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Line, until } from "../support/line.mjs";

const kPens = "line1/filler/pressure,line1/filler/speed,line1/filler/speed_setpoint,line1/filler/state";
const kMinuteMs = 60_000;

describe("the trend page", () => {
  let line, browser, page, chart, panel;
  const utc = (ms) => new Date(ms).toISOString();
  const trend = (tag, from, to) =>
    line.operator.read(`/api/v1/history/trend?tag=${tag}&from=${utc(from)}&to=${utc(to)}&columns=2000`);

  before(async () => {
    line = await Line.start({ name: "browser-trend" });
    browser = await Browser.open({ acceptDownloads: true });
    page = browser.page;
    chart = page.locator(".op-chart");
    panel = page.locator(".op-trend-panel");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    await until(
      "the historian has samples",
      async () => {
        const answer = await trend("line1/filler/pressure", Date.now() - kMinuteMs, Date.now());
        return answer.pens[0].times.length >= 20;
      },
      60_000,
      200,
    );
    await page.goto(line.operator.url);
    await browser.signIn();
    await page.locator(".op-tile").first().waitFor();
  });
  after(async () => {
    await browser?.close();
    await line?.stop();
  });

  const open = async (query = "span=2") => {
    await page.goto(`${line.operator.url}/trend?pens=${kPens}&${query}`);
    await panel.locator("[data-detail=raw]", { hasText: "Every sample" }).waitFor();
  };
  const viewIs = (kind) => page.locator(`.op-trend-panel[data-view=${kind}]`).waitFor();
  const range = () => {
    const query = new URL(page.url()).searchParams;
    return query.has("from") ? { from: Date.parse(query.get("from")), to: Date.parse(query.get("to")) } : undefined;
  };
  /** The range in the address once it is there and has come to rest. */
  const restingRange = async (previous) => {
    let last;
    return until(
      "the address names another range",
      () => {
        const now = JSON.stringify(range());
        const resting = now !== undefined && now === last && now !== JSON.stringify(previous);
        last = now;
        return resting && range();
      },
      10_000,
      400,
    );
  };
  const at = async (share) => {
    const box = await chart.boundingBox();
    return [box.x + box.width * share, box.y + box.height * 0.6];
  };
  const drag = async (from, to) => {
    await page.mouse.move(...(await at(from)));
    await page.mouse.down();
    await page.mouse.move(...(await at((from + to) / 2)));
    await page.mouse.move(...(await at(to)));
    await page.mouse.up();
  };
  const button = (name) => panel.getByRole("button", { name, exact: true });

  test("it follows the plant, and the cursor tells value, quality and time of every pen", async () => {
    await open();
    await viewIs("live");
    await page.mouse.move(...(await at(0.86)));
    const rows = page.locator(".op-readout tr");
    await until("each pen has a reading", async () => (await rows.count()) === 4);
    await until("the cursor tells of samples", async () => /Good/.test(await rows.first().innerText()));
    assert.match(await rows.first().innerText(), /Filler pressure\s+[\d.]+\s*bar\s+Good\s+\d\d:\d\d:\d\d\.\d{3}/);
    assert.match(await rows.nth(3).innerText(), /Filler state\s+[A-Z][a-z]+/);
    const seen = new Set();
    const foot = panel.locator("footer");
    await until("the range moves with the time", async () => seen.add(await foot.innerText()).size >= 3);
    await browser.shot("trend-live");
  });

  test("the wheel zooms about the pointer and leaves live, a double click goes back", async () => {
    await open();
    await page.mouse.move(...(await at(0.6)));
    for (let i = 0; i < 6; i += 1) await page.mouse.wheel(0, -240);
    await viewIs("fixed");
    const { from, to } = await restingRange();
    assert.ok(to - from < 30_000, `${to - from} ms are shown`);
    await panel.locator("[data-detail=raw]").waitFor();
    await browser.shot("trend-zoomed");
    await page.mouse.dblclick(...(await at(0.6)));
    await viewIs("live");
    await until("the address follows live", () => range() === undefined);
  });

  test("dragging pans by what was dragged, and Live returns", async () => {
    await open();
    await drag(0.4, 0.6);
    await viewIs("fixed");
    const first = await restingRange();
    assert.ok(Math.abs(first.to - first.from - 2 * kMinuteMs) < 10, "the span is kept");
    assert.ok(Date.now() - first.to > 15_000, "it shows what was earlier");
    await page.getByRole("button", { name: "Earlier" }).click();
    const second = await restingRange(first);
    assert.ok(Math.abs(first.from - second.from - kMinuteMs) < 10, "half a width earlier");
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await viewIs("live");
    await until("the address keeps the span", () => new URL(page.url()).searchParams.get("span") === "2");
  });

  test("the keyboard does the same", async () => {
    await open();
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    const first = await restingRange();
    await page.keyboard.press("+");
    const second = await restingRange(first);
    assert.ok(second.to - second.from < first.to - first.from);
    await page.keyboard.press("-");
    const third = await restingRange(second);
    assert.ok(Math.abs(third.from - first.from) < 50 && Math.abs(third.to - first.to) < 50);
    await page.keyboard.press("End");
    await viewIs("live");
  });

  test("a view is handed on by its address", async () => {
    const to = Date.now() - 5000;
    await open(`from=${utc(to - 20_000)}&to=${utc(to)}`);
    await viewIs("fixed");
    assert.deepEqual(range(), { from: to - 20_000, to });
    await page.goBack();
    await page.goForward();
    await viewIs("fixed");
    assert.deepEqual(range(), { from: to - 20_000, to });
  });

  test("a selection is reckoned as the historian does, and its samples are had as CSV", async () => {
    const to = Date.now() - 3000;
    await open(`from=${utc(to - 30_000)}&to=${utc(to)}`);
    await button("Select: drag marks a time to be reckoned").click();
    await drag(0.3, 0.8);
    const table = page.getByRole("table", { name: "Statistics" });
    await table.waitFor();
    const href = await panel.getByRole("link", { name: "CSV" }).getAttribute("href");
    const query = href.slice(href.indexOf("?"));
    const expected = await line.operator.read(`/api/v1/history/statistics${query}`);
    assert.equal(expected.length, 4);
    const counts = await table.locator("tbody tr td:nth-child(2)").allInnerTexts();
    assert.deepEqual(
      counts.map((text) => Number(text.replace(/\s/g, ""))),
      expected.map((one) => one.count),
    );
    await browser.shot("trend-statistics");
    const csv = await line.operator.get(href);
    assert.equal(csv.status, 200);
    assert.match(csv.headers.get("content-type"), /^text\/csv/);
    const [head, ...rows] = csv.body.trim().split("\r\n");
    assert.equal(head, "time,tag,value,unit,quality");
    const chosen = new URLSearchParams(query);
    const times = rows.map((row) => Date.parse(row.split(",")[0]));
    assert.ok(times.length > 0);
    for (const time of times)
      assert.ok(
        time >= Date.parse(chosen.get("from")) && time < Date.parse(chosen.get("to")),
        `${utc(time)} is outside`,
      );
    await page.getByRole("button", { name: "Clear" }).click();
    await table.waitFor({ state: "detached" });
  });

  test("the picture is a PNG of what is shown, with its time in the name", async () => {
    await open();
    const [download] = await Promise.all([page.waitForEvent("download"), button("What is shown as a picture").click()]);
    assert.match(download.suggestedFilename(), /^trend-\d{4}-\d\d-\d\d-\d{6}\.png$/);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    const drawn = await chart.locator("canvas").evaluate((canvas) => [canvas.width, canvas.height]);
    assert.equal(bytes.readUInt32BE(16), drawn[0]);
    assert.ok(bytes.readUInt32BE(20) > drawn[1], "title, time and legend stand above the plot");
  });

  test("alarms and commands are marked where they happened, and say what they were when focused", async () => {
    await open();
    await line.fault("low_pressure", true);
    await line.command("line1/filler", "set_speed", { value: 200 });
    const marks = page.locator(".op-moment");
    const words = async () =>
      (await marks.evaluateAll((all) => all.map((m) => m.getAttribute("aria-label")))).join("\n");
    await until("the command is marked", async () => /Filler: Set speed 200 by admin/.test(await words()), 60_000);
    await until("the alarm is marked", async () => /Filler pressure low raised/.test(await words()), 60_000);
    await line.fault("low_pressure", false);
    await until("its end is marked", async () => /Filler pressure low cleared/.test(await words()), 60_000);
    await marks.last().focus();
    await marks.last().locator("span").first().waitFor({ state: "visible" });
    await browser.shot("trend-moments");
  });

  test("an answer that fails is told, and asked for again", async () => {
    await page.route("**/api/v1/history/trend*", (route) =>
      route.fulfill({ status: 503, json: { error: { code: "unavailable", message: "the store is being mended" } } }),
    );
    await page.goto(`${line.operator.url}/trend?pens=${kPens}&span=2`);
    const fault = page
      .getByRole("alert")
      .filter({ hasText: "The history could not be read: the store is being mended" });
    await fault.waitFor();
    await page.unroute("**/api/v1/history/trend*");
    await fault.waitFor({ state: "detached" });
    await panel.locator("[data-detail=raw]").waitFor();
    assert.deepEqual(browser.faults, []);
  });

  test("live values are grey while the connection is lost; what is stored stays as it is", async () => {
    await open();
    const opacity = () => chart.evaluate((element) => Number(getComputedStyle(element).opacity));
    const scada = (await line.children()).find((child) => child.name.startsWith("millwright-scad"));
    process.kill(scada.pid, "SIGSTOP");
    try {
      await panel.getByText("Live values are not coming in.").waitFor({ timeout: 10_000 });
      assert.ok((await opacity()) < 0.5);
      await browser.shot("trend-no-connection");
      await drag(0.4, 0.6);
      await viewIs("fixed");
      assert.equal(await opacity(), 1);
    } finally {
      process.kill(scada.pid, "SIGCONT");
    }
  });
});
