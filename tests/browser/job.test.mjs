// The job of the line in Chromium: sent by OPC UA, seen with its counts and its recipe read back, paused with a reason
// and resumed by an operator.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Line, adminPassword, until } from "../support/line.mjs";
import { makeIdentity, openSession, trust } from "../support/opcua.mjs";
import { JobClient, bit, bits } from "../support/opcua_jobs.mjs";

describe("an operator and the line's job", () => {
  let data, line, browser, page, peer, jobs;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-browser-job-"));
    const identity = await makeIdentity(data, "peer");
    await trust(data, identity);
    line = await Line.start({ name: "browser-job", data });
    await line.addUser("olga", ["operator"]);
    browser = await Browser.open();
    page = browser.page;
    peer = await openSession(line.opcua, identity, "admin", adminPassword);
    jobs = await JobClient.open(peer);
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await browser?.close();
    await peer?.close();
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });
  const panel = () => page.locator(".mw-panel", { has: page.locator(".op-job") });
  const button = (name) => panel().getByRole("button", { name });
  const state = async (id) => (await line.operator.read("/api/v1/jobs")).find((job) => job.id === id)?.state;

  test("a line without a job has no panel of one; a job that comes is shown", async () => {
    await page.goto(line.operator.url);
    await browser.signIn("olga", line.passwordOf("olga"));
    await page.locator(".op-line").waitFor();
    assert.equal(await panel().count(), 0);
    const order = { id: "JO-7", quantity: 4000, parameters: { pasteurizer_temperature: 75, filler_speed: 230 } };
    assert.equal(await jobs.ask("StoreAndStart", order), bit(bits.noError));
    assert.equal(await jobs.ask("StoreAndStart", { id: "JO-8", quantity: 10 }), bit(bits.noError));
    await panel().getByText("Job JO-7").waitFor();
    await panel().getByText("Running", { exact: true }).waitFor();
    await panel().getByText("1 more job waiting: JO-8").waitFor();
    const row = panel().getByRole("row", { name: /Filler speed/ });
    assert.match((await row.innerText()).replace(/\s+/g, " "), /Filler speed 230 ?bottles\/min 230 230/);
    const good = panel().locator(".op-job-facts dd").nth(1);
    const seen = new Set();
    await until("the count moves", async () => seen.add(await good.innerText()).size >= 3, 60_000, 100);
    assert.match([...seen][0].replace(/\s+/g, " "), /^\d+ ?of 4000/);
    await browser.shot("operator-job");
  });

  test("it is paused with a reason, which stops the line, and resumed", async () => {
    await button("Pause").click();
    await page.locator("dialog textarea").fill("label roll");
    await page.locator("dialog button[type=submit]").click();
    await button("Resume").waitFor();
    await until("the line is stopped", async () => (await line.tag("line1/state")).value === 2);
    const paused = (await line.operator.read("/api/v1/jobs")).find((job) => job.id === "JO-7");
    assert.deepEqual([paused.state, paused.comment, paused.by], ["Interrupted", "label roll", "olga"]);
    await browser.shot("operator-job-paused");
    await button("Resume").click();
    await button("Pause").waitFor();
    await until("the line runs", async () => [5, 6].includes((await line.tag("line1/state")).value));
    assert.equal(await state("JO-7"), "Running");
    assert.deepEqual(browser.faults, []);
  });
});
