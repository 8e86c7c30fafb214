// The operator application in Chromium, against a running plant: sign in, see the line live, stop and start the filler,
// read why a command is not possible, acknowledge an alarm.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import ModbusRTU from "modbus-serial";
import { Browser } from "../support/browser.mjs";
import { Line, until } from "../support/line.mjs";

const kLocalSwitchOfFiller = 10;

describe("an operator at the screen", () => {
  let line, browser, page;
  before(async () => {
    line = await Line.start({ name: "browser-operator" });
    browser = await Browser.open();
    page = browser.page;
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await browser?.close();
    await line?.stop();
  });
  const tile = (name) =>
    page.locator(".op-tile", { has: page.locator("strong", { hasText: new RegExp(`^${name}$`) }) });
  const command = (name) => page.locator(`.mw-drawer [data-command=${name}]`);
  const stateIs = (state) =>
    until(`the filler is in ${state}`, async () => (await line.tag("line1/filler/state")).value === state);

  test("a wrong password is refused in words, the right one leads to the line", async () => {
    await page.goto(line.operator.url);
    await browser.signIn("nobody", "a wrong password");
    assert.ok((await page.getByRole("alert").innerText()).length > 10);
    await browser.shot("operator-sign-in-refused");
    await browser.signIn();
    await tile("Filler").waitFor();
    await browser.shot("operator-overview");
  });

  test("values change as the line runs", async () => {
    const figure = page.locator(".op-line dl .mw-figure").nth(1);
    const seen = new Set();
    await until(
      "three different counts were shown",
      async () => seen.add(await figure.innerText()).size >= 3,
      60_000,
      100,
    );
    for (const text of seen) assert.match(text, /^[\d\s,.\u202f\u00a0]+$/);
    const temperature = tile("Pasteurizer").locator(".mw-figure").first();
    const values = new Set();
    await until("the temperature moves", async () => values.add(await temperature.innerText()).size >= 3, 60_000, 50);
  });

  test("the filler is stopped and started from its faceplate", async () => {
    await tile("Filler").click();
    await page.locator(".mw-drawer").waitFor();
    assert.match(page.url(), /show=line1(\/|%2F)filler/);
    await command("stop").getByRole("button").click();
    await stateIs(2);
    await tile("Filler").getByText("Stopped", { exact: false }).waitFor();
    await command("stop").getByText("The unit is stopped already").waitFor();
    assert.equal(await command("stop").getByRole("button").isDisabled(), true);
    await browser.shot("operator-filler-stopped");
    await command("start").getByRole("button").click();
    await stateIs(6);
    await tile("Filler").getByText("Execute", { exact: false }).waitFor();
  });

  test("a command that an interlock forbids says why where it would be pressed", async () => {
    const service = new ModbusRTU();
    await service.connectTCP("127.0.0.1", { port: line.base + 13 });
    service.setID(1);
    await command("start").getByText("The filler runs already").waitFor();
    await service.writeCoil(kLocalSwitchOfFiller, true);
    await command("start").getByText("The switch at the machine stands at local").waitFor();
    assert.equal(await command("start").getByRole("button").isDisabled(), true);
    await browser.shot("operator-interlock");
    await service.writeCoil(kLocalSwitchOfFiller, false);
    await until("it can be stopped again", async () => !(await command("stop").getByRole("button").isDisabled()));
    await new Promise((resolve) => service.close(resolve));
    await page.keyboard.press("Escape");
    await page.locator(".mw-drawer").waitFor({ state: "detached" });
  });

  test("an alarm comes into the banner by itself and is acknowledged there", async () => {
    await line.fault("low_pressure", true);
    const banner = page.locator(".op-banner");
    await banner.getByText("Filling pressure too low").waitFor({ timeout: 60_000 });
    await browser.shot("operator-alarm");
    await banner.getByRole("button", { name: "Acknowledge" }).click();
    const dialog = page.locator("dialog.mw-confirm");
    await dialog.locator("textarea").fill("seen at the screen");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    const alarm = await until("SCADA has it acknowledged", async () =>
      (await line.operator.read("/api/v1/alarms")).find(
        (one) => one.id === "line1/filler/pressure/low" && one.state === "ACKED",
      ),
    );
    assert.equal(alarm.acknowledged_by, "admin");
    await banner.getByText("Filling pressure too low").waitFor({ state: "detached" });
    await page.goto(`${line.operator.url}/alarms?tab=journal`);
    await page.getByText("seen at the screen").first().waitFor();
    await browser.shot("operator-journal");
    await line.fault("low_pressure", false);
  });

  test("every page opens by its address, in both themes, without an error", async () => {
    const pages = {
      overview: "/",
      "unit-pasteurizer": "/unit/line1/pasteurizer?show=line1/pasteurizer",
      alarms: "/alarms",
      commands: "/commands",
      trend: "/trend?pens=line1/pasteurizer/temperature,line1/pasteurizer/temperature_setpoint,line1/filler/pressure",
      system: "/system",
    };
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, target] of Object.entries(pages)) {
        await page.goto(line.operator.url + target);
        await page.locator(".mw-page h1, .mw-page h2").first().waitFor();
        await until(
          "it is live",
          async () => (await page.locator(".mw-link-state").getAttribute("data-up")) === "true",
        );
        await browser.shot(`operator-${name}-${scheme}`);
      }
    }
    assert.deepEqual(browser.faults, []);
  });

  test("a lost server greys every value and says since when", async () => {
    await page.goto(line.operator.url);
    await tile("Filler").waitFor();
    const allIsWell = page.locator(".mw-live", { hasText: "Nothing is wrong" });
    await allIsWell.waitFor();
    const scada = (await line.children()).find((child) => child.name.startsWith("millwright-scad"));
    process.kill(scada.pid, "SIGSTOP");
    try {
      await page.getByText("no connection since", { exact: false }).waitFor({ timeout: 10_000 });
      const opacity = await allIsWell.evaluate((element) => Number(getComputedStyle(element).opacity));
      assert.ok(opacity < 0.5, `whether anything is wrong is not known either: ${opacity}`);
      await browser.shot("operator-no-connection");
    } finally {
      process.kill(scada.pid, "SIGCONT");
    }
    await until(
      "it is live again",
      async () => (await page.locator(".mw-link-state").getAttribute("data-up")) === "true",
    );
  });
});
