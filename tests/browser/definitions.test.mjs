// A planner changes definitions of every kind in Chromium, and a manager decides: what is handed in is compared with
// what is in effect, a fault stands at the field it is in, and what is approved is in effect at once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Line, until } from "../support/line.mjs";

const kNarrow = [
  "definitions",
  "definitions/bills/ORANGE-500?edit=1",
  "definitions/routings/BOTTLING",
  "definitions?kind=materials",
  "definitions/materials/CONCENTRATE?edit=1",
  "definitions/equipment_classes/FILLER",
];

describe("definitions, from a planner's change to a manager's approval", () => {
  let line, planner, manager, amended;
  const read = (target) => line.mes.read(target);
  const open = async ({ page }, target) => {
    await page.goto(line.mes.url + target);
    await page.locator(".mw-page h1").first().waitFor();
  };
  const signedIn = async (name) => {
    const browser = await Browser.open();
    await browser.page.goto(line.mes.url);
    await browser.signIn(name, line.passwordOf(name));
    await browser.page.locator(".mw-page h1").first().waitFor();
    return browser;
  };
  const fill = ({ page }, values) =>
    Object.entries(values).reduce(
      (done, [name, text]) => done.then(() => page.locator(`input[name="${name}"]`).fill(text)),
      Promise.resolve(),
    );
  const button = ({ page }, name) => page.getByRole("button", { name, exact: true });
  const faulty = ({ page }, name) =>
    page.locator("label", { has: page.locator(`input[name="${name}"]`) }).locator(".mw-fault");
  /** Hands in what is in the form; the id of the change. */
  const handIn = async (browser, title) => {
    await fill(browser, { title });
    await button(browser, "Hand in").click();
    await browser.page.waitForURL("**/definitions/changes/*");
    return decodeURIComponent(browser.page.url().split("/").at(-1));
  };
  const decide = async (id, what) => {
    await open(manager, `/definitions/changes/${id}`);
    await button(manager, what).click();
    if (what === "Approve") await manager.page.locator("dialog.mw-confirm").getByRole("button", { name: what }).click();
    const state = { Approve: "approved", Withdraw: "withdrawn" }[what];
    await until(`${id} is ${state}`, async () => (await read(`/api/v1/definitions/changes/${id}`)).state === state);
  };
  const billsOf = (material) => read(`/api/v1/definitions/bills?material=${material}`);

  before(async () => {
    line = await Line.start({ name: "browser-definitions" });
    await line.addUser("paula", ["planner"]);
    await line.addUser("marta", ["manager"]);
    planner = await signedIn("paula");
    manager = await signedIn("marta");
  });
  after(async () => {
    await planner?.close();
    await manager?.close();
    await line?.stop();
  });

  test("a change of each kind is compared with what is in effect", async () => {
    const { page } = planner;
    const kinds = [
      ["routings/BOTTLING", { "steps.0.capabilities.0.rate.quantity": "6000" }, "7200", "6000"],
      ["setup_matrices/LINE1-CHANGEOVER", { "setups.1.time": "40min" }, "45min", "40min"],
      ["calendars/LINE1", { "shifts.0.to": "13:00" }, "14:00", "13:00"],
      ["materials/CONCENTRATE", { "conversions.0.factor": "1,33" }, "1.32", "1.33"],
      [
        "equipment_classes/MIXER",
        { equipment: "line1/mixer, line1/mixer2" },
        "line1/mixer",
        "line1/mixer, line1/mixer2",
      ],
      ["bills/ORANGE-500", { "items.0.quantity": "0,49" }, "0.5", "0.49"],
    ];
    for (const [where, values, before, after] of kinds) {
      await open(planner, `/definitions/${where}`);
      await planner.shot(`definitions-${where.split("/")[0]}`);
      await page.getByRole("link", { name: "Change", exact: true }).click();
      await fill(planner, values);
      await planner.shot(`definitions-${where.split("/")[0]}-edit`);
      const id = await handIn(planner, `change of ${where}`);
      const row = page.getByRole("table", { name: "Differences" }).locator("tbody tr");
      await row.first().waitFor();
      assert.equal(await row.count(), 1, where);
      assert.match(await row.innerText(), new RegExp(`${before}\\s+${after}`), where);
      assert.ok(await button(planner, "Approve").isDisabled(), "not by a planner");
      await planner.shot(`definitions-${where.split("/")[0]}-change`);
      await decide(id, "Withdraw");
    }
    const versions = (await billsOf("ORANGE-500")).map(({ version, effect }) => `${version} ${effect}`);
    assert.deepEqual(versions, ["1 in_effect", "2 draft"], "withdrawn changes change nothing");
  });

  test("a fault stands at the field it is in, and what was typed stays", async () => {
    const { page } = planner;
    await open(planner, "/definitions/bills/ORANGE-500?edit=1");
    await fill(planner, { "items.1.material": "GOLD", "items.2.quantity": "a few", title: "gold bottles" });
    await button(planner, "Hand in").click();
    await faulty(planner, "items.1.material").getByText("GOLD").waitFor();
    await faulty(planner, "items.2.quantity").waitFor();
    assert.equal(await page.locator("label .mw-fault").count(), 2);
    assert.equal(await page.locator('input[name="items.1.material"]').inputValue(), "GOLD");
    await planner.shot("definitions-fault");
    assert.equal((await read("/api/v1/definitions/changes")).filter((one) => one.state === "draft").length, 0);
  });

  test("what a manager approves is in effect at once, as the next version", async () => {
    const { page } = planner;
    await open(planner, "/definitions/bills/ORANGE-500?edit=1");
    await button(planner, "Remove material 4").click();
    await button(planner, "Add material").click();
    await fill(planner, { "items.3.material": "LABEL-ORANGE", "items.3.quantity": "1", "items.3.unit": "H87" });
    await fill(planner, { "items.0.quantity": "0.49" });
    const id = await handIn(planner, "less juice in a bottle, labels without loss");
    await open(manager, "/definitions");
    await manager.page.getByRole("link", { name: "less juice in a bottle" }).waitFor();
    await manager.shot("definitions");
    await decide(id, "Approve");
    // The plant's file has a draft of a second version.
    const bill = await until("the third version is in effect", async () =>
      (await billsOf("ORANGE-500")).find((one) => one.effect === "in_effect" && one.version === 3),
    );
    assert.equal(bill.approved.by, "marta");
    assert.deepEqual(
      bill.items.map(({ material, quantity, loss_percent }) => [material, quantity, loss_percent]),
      [
        ["JUICE-PASTEURIZED", 0.49, 0.5],
        ["BOTTLE-500", 1, 0.2],
        ["CAP-28", 1, 0.2],
        ["LABEL-ORANGE", 1, 0],
      ],
    );
    await open(planner, "/definitions/bills/ORANGE-500");
    await page.getByText("approved by marta").waitFor();
    await page.getByRole("navigation", { name: "Version" }).getByRole("link", { name: "1", exact: true }).click();
    await page.getByText("Past", { exact: false }).first().waitFor();
    await planner.shot("definitions-past");
  });

  test("a new material is brought, with what stands against it at its fields", async () => {
    const { page } = planner;
    await open(planner, "/definitions?kind=materials");
    await planner.shot("definitions-all-materials");
    await page.getByRole("link", { name: "New material" }).click();
    for (const one of ["conversion", "attribute"]) await button(planner, `Add ${one}`).click();
    await button(planner, "Add attribute").click();
    await fill(planner, { id: "SYRUP", name: "Lemon syrup", unit: "KGM", title: "lemon" });
    await page.locator('select[name="kind"]').selectOption("raw");
    await fill(planner, { "conversions.0.from": "LTR", "conversions.0.factor": "-1.3", "conversions.0.to": "GOLD" });
    await fill(planner, { "attributes.0.name": "juice", "attributes.0.value": "lemon", "attributes.1.name": "juice" });
    await page.getByText("The attribute juice stands there twice.").waitFor();
    assert.ok(await button(planner, "Hand in").isDisabled());
    await button(planner, "Remove attribute 2").click();
    await button(planner, "Hand in").click();
    await faulty(planner, "conversions.0.to").getByText("GOLD").waitFor();
    await faulty(planner, "conversions.0.factor").getByText("above zero").waitFor();
    assert.equal(await page.locator("label .mw-fault").count(), 2);
    await planner.shot("definitions-material-fault");
    await fill(planner, { "conversions.0.factor": "1.3", "conversions.0.to": "KGM" });
    const id = await handIn(planner, "lemon");
    await page.getByText("What it brings").waitFor();
    await decide(id, "Approve");
    const syrup = await until("it is in force", () => read("/api/v1/materials/SYRUP"));
    assert.deepEqual(
      [syrup.kind, syrup.unit, syrup.conversions, syrup.attributes],
      ["raw", "KGM", [{ from: "LTR", to: "KGM", factor: 1.3 }], { juice: "lemon" }],
    );
    await open(planner, "/definitions/materials/SYRUP?edit=1");
    assert.equal(await page.locator('input[name="unit"]').getAttribute("readonly"), "", "its unit is for good");
  });

  test("what the units of a class do stands with the class", async () => {
    await open(planner, "/definitions/equipment_classes/FILLER");
    const row = planner.page.getByRole("table", { name: "What its units do" }).locator("tbody tr");
    await row.first().waitFor();
    assert.match(await row.first().innerText(), /filling[^]*BOTTLING[^]*line1\/filler[^]*7200/);
    await planner.shot("definitions-class");
  });

  test("several definitions are changed at once, each compared with what is in effect of it", async () => {
    const { page } = planner;
    await open(planner, "/definitions/equipment_classes/CAPPER?edit=1");
    await fill(planner, { equipment: "line1/capper, line1/capper2", title: "a second capper" });
    await page.locator('select[name="add-section"]').selectOption("routings");
    await page.locator('select[name="add-id"]').selectOption("BOTTLING");
    await button(planner, "Add").click();
    const routing = page.getByRole("group", { name: "Routings, BOTTLING" });
    const step = routing.getByRole("group", { name: "step 4" });
    await step.getByRole("button", { name: "Add equipment" }).click();
    await page.locator('input[name="steps.3.capabilities.1.equipment"]').fill("line1/capper3");
    await page.locator('input[name="steps.3.capabilities.1.time"]').fill("soon");
    await button(planner, "Hand in").click();
    await faulty(planner, "steps.3.capabilities.1.time").waitFor();
    await routing.getByText("line1/capper3 is not of the class CAPPER").waitFor();
    assert.equal(await page.getByRole("group", { name: "Equipment classes, CAPPER" }).locator(".mw-fault").count(), 0);
    await planner.shot("definitions-several-fault");
    await page.locator('input[name="steps.3.capabilities.1.equipment"]').fill("line1/capper2");
    await page.locator('input[name="steps.3.capabilities.1.time"]').fill("1min");
    const id = await handIn(planner, "a second capper");
    const tables = page.getByRole("table", { name: "Differences" });
    await tables.nth(1).waitFor();
    assert.match(await tables.nth(0).innerText(), /line1\/capper, line1\/capper2/);
    assert.match(await tables.nth(1).innerText(), /line1\/capper2, 1min/);
    await planner.shot("definitions-several");
    await decide(id, "Approve");
    const capper = await until("it is in force", async () =>
      (await read("/api/v1/definitions/equipment_classes")).find((one) => one.equipment.includes("line1/capper2")),
    );
    assert.deepEqual([capper.id, capper.equipment], ["CAPPER", ["line1/capper", "line1/capper2"]]);
    await open(planner, "/definitions/equipment_classes/CAPPER");
    await page.getByRole("table", { name: "What its units do" }).getByText("line1/capper2").waitFor();
  });

  test("a draft is amended by its author, and approved as it was seen or not at all", async () => {
    const { page } = planner;
    await open(planner, "/definitions/bills/APPLE-500?edit=1");
    await fill(planner, { "items.0.quantity": "0.49" });
    const id = (amended = await handIn(planner, "less apple juice"));
    await open(manager, `/definitions/changes/${id}`);
    assert.equal(await manager.page.getByRole("link", { name: "Change", exact: true }).count(), 0, "it is not hers");
    await button(manager, "Approve").click();
    const sure = manager.page.locator("dialog.mw-confirm").getByRole("button", { name: "Approve" });
    await sure.waitFor();
    await page.getByRole("link", { name: "Change", exact: true }).click();
    assert.equal(await page.locator('input[name="items.0.quantity"]').inputValue(), "0.49");
    await fill(planner, { "items.0.quantity": "much" });
    await button(planner, "Amend").click();
    await faulty(planner, "items.0.quantity").waitFor();
    await planner.shot("definitions-amend-fault");
    await fill(planner, { "items.0.quantity": "0.48", title: "still less apple juice" });
    await button(planner, "Amend").click();
    await page.getByText("revision 2").waitFor();
    assert.match(await page.getByRole("table", { name: "Differences" }).innerText(), /0\.5\s+0\.48/);
    await page.getByText("Revision 1, less apple juice").click();
    await page.locator("details pre").getByText("0.49").waitFor();
    await planner.shot("definitions-amended");
    await sure.click();
    await manager.page.locator(".mw-action .mw-fault").getByText("was amended since").waitFor();
    await manager.page.getByText("what stands here is revision 2").waitFor();
    await manager.shot("definitions-amended-since");
    assert.equal((await read(`/api/v1/definitions/changes/${id}`)).state, "draft");
    await decide(id, "Approve");
    const bill = await until("it is in force", async () =>
      (await billsOf("APPLE-500")).find((one) => one.effect === "in_effect" && one.version === 2),
    );
    assert.equal(bill.items[0].quantity, 0.48);
  });

  test("what the API wrote is compared as well, and amended as a text where no form holds it", async () => {
    const { page } = planner;
    const content =
      "bills:\n  - {material: CURRANT-500, version: 2, effective_to: 2030-01-01, items: [\n" +
      "      {material: CURRANT-PASTEURIZED, quantity: 0.5, unit: LTR}]}\n" +
      "equipment_classes:\n  - {id: FILLER, name: Fillers, equipment: [line1/filler]}\n";
    const change = await page.evaluate(
      async (body) => {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch("/api/v1/definitions/changes", { method: "POST", headers, body });
        return answer.json();
      },
      JSON.stringify({ title: "in YAML", content }),
    );
    await open(planner, `/definitions/changes/${change.id}`);
    const tables = page.getByRole("table", { name: "Differences" });
    await tables.nth(1).waitFor();
    assert.match(await tables.nth(1).innerText(), /Rotary fillers\s+Fillers/);
    await planner.shot("definitions-yaml");
    await page.getByRole("link", { name: "Change", exact: true }).click();
    const text = page.locator('textarea[name="content"]');
    await text.fill(content.replace("LTR", "GOLD"));
    await button(planner, "Amend").click();
    await page.getByText("Line 3: ").waitFor();
    await planner.shot("definitions-amend-text");
    await text.fill(content.replace("Fillers", "Fillers of bottles"));
    await button(planner, "Amend").click();
    await tables.nth(1).waitFor();
    assert.match(await tables.nth(1).innerText(), /Rotary fillers\s+Fillers of bottles/);
    await decide(change.id, "Withdraw");
  });

  test("a new calendar is brought, and one's own change is not one's to approve", async () => {
    await open(manager, "/definitions?kind=calendars");
    await manager.page.getByRole("link", { name: "New calendar" }).click();
    for (const one of ["shift", "holiday"]) await button(manager, `Add ${one}`).click();
    await fill(manager, { id: "FILLER", name: "Filler alone", equipment: "line1/filler" });
    await fill(manager, { time_zone: "Berlin", utc_offset: "+01:00" });
    await fill(manager, { "shifts.0.name": "Early", "shifts.0.days": "mon, tue", "shifts.0.from": "06:00" });
    await fill(manager, { "shifts.0.to": "14:00", "holidays.0.date": "2026-12-24", "holidays.0.name": "Eve" });
    const zone = manager.page.locator("label", { has: manager.page.locator('input[name="time_zone"]') });
    await fill(manager, { title: "the filler works by day" });
    await button(manager, "Hand in").click();
    await zone.locator(".mw-fault").getByText("is Europe/Berlin meant?").waitFor();
    assert.match(await zone.locator(".mw-fault").innerText(), /a time_zone or a utc_offset, not both/);
    await manager.shot("definitions-zone-fault");
    await fill(manager, { time_zone: "Europe/Berlin", utc_offset: "" });
    await manager.shot("definitions-new");
    const id = await handIn(manager, "the filler works by day");
    await button(manager, "Approve").waitFor();
    assert.ok(await button(manager, "Approve").isDisabled());
    const answer = await line.mes.post(`/api/v1/definitions/changes/${id}/approve`, {});
    assert.equal(answer.status, 200, "by the administrator");
    const calendar = (await read("/api/v1/definitions/calendars")).find((one) => one.id === "FILLER");
    assert.equal(calendar.time_zone, "Europe/Berlin");
    assert.deepEqual(calendar.shifts, [{ name: "Early", days: ["mon", "tue"], from: "06:00", to: "14:00" }]);
    await open(manager, "/definitions/calendars/FILLER");
    await manager.page.getByText("Eve").waitFor();
    await manager.page.getByText("Europe/Berlin").waitFor();
    await manager.shot("definitions-zone");
  });

  test("it is legible on a tablet, a telephone and in the dark", async () => {
    const { page } = planner;
    for (const [name, width] of [
      ["tablet", 768],
      ["phone", 390],
    ]) {
      await page.setViewportSize({ width, height: 900 });
      for (const where of [...kNarrow, `definitions/changes/${amended}`]) {
        await open(planner, `/${where}`);
        await page.locator(".mw-page .mw-panel").first().waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${where} at ${width}: ${wide} too wide`);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll(".mw-page .mw-tabs > a")]
            .filter((tab) => tab.getBoundingClientRect().right > innerWidth)
            .map((tab) => tab.textContent),
        );
        assert.deepEqual(cut, [], `${where} at ${width}`);
        await planner.shot(`definitions-${name}-${where.split(/[/?]/).slice(1).join("-") || "all"}`);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "dark" });
    await open(planner, "/definitions/routings/BOTTLING?edit=1");
    await planner.shot("definitions-dark");
    await open(planner, "/definitions/materials/CONCENTRATE?edit=1");
    await planner.shot("definitions-dark-material");
    await open(planner, `/definitions/changes/${amended}`);
    await page.getByText("What it said before").waitFor();
    await planner.shot("definitions-dark-change");
    assert.deepEqual([...planner.faults, ...manager.faults], []);
  });
});
