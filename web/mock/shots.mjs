// Screenshots of every page in light and dark, in three sizes, from running servers (mock or real).
// Usage: node mock/shots.mjs OPERATOR_URL MES_URL OUT_FOLDER [--user NAME --password TEXT] [--only TEXT]
//        [--themes light,dark] [--sizes 1440x900,768x1024]
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    user: { type: "string", default: "ahmet" },
    password: { type: "string", default: "millwright-demo" },
    only: { type: "string", default: "" },
    themes: { type: "string", default: "light,dark" },
    sizes: { type: "string", default: "1440x900,1920x1080,768x1024" },
  },
});
const [operator = "http://127.0.0.1:8080", mes = "http://127.0.0.1:8081", out = "../build/shots"] = positionals;
const kArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const sizes = values.sizes.split(",").map((text) => {
  const [width, height] = text.split("x").map(Number);
  return { width, height };
});

async function firstId(page, path) {
  return page.evaluate(async (p) => (await (await fetch(p)).json())[0]?.id, path);
}

async function chartAndProcessPages(page) {
  const charts = await page.evaluate(async () => (await fetch("/api/v1/charts")).json());
  const streams = charts.flatMap((of) => of.streams.map((s) => ({ ...s, path: `/charts/${of.id}/${s.stream}` })));
  const chart = (streams.find((s) => s.deviation) ?? streams[0])?.path;
  const process = await firstId(page, "/api/v1/processes");
  const instance = await firstId(page, "/api/v1/process-instances");
  return [
    ["charts", "/charts"],
    ...(chart
      ? [
          ["chart", chart],
          ["chart-10000", `${chart}?points=10000`],
        ]
      : []),
    ...(process ? [["process", `/workflows/processes/${process}`]] : []),
    ...(instance ? [["process-instance", `/workflows/instances/${instance}`]] : []),
  ];
}

async function pagesOf(page) {
  const lots = await page.evaluate(async () => (await (await fetch("/api/v1/lots")).json()).map((l) => [l.id, l.kind]));
  const lot = (lots.find(([, kind]) => kind === "sublot") ?? lots[0])?.[0];
  const deviation = await firstId(page, "/api/v1/deviations");
  const order = await firstId(page, "/api/v1/orders");
  const workflow = await firstId(page, "/api/v1/workflows");
  return [
    ["today", "/"],
    ["orders", "/orders"],
    ["new-order", "/orders?new=1"],
    ["order", `/orders/${order}`],
    ["station", "/station"],
    ["materials", "/materials"],
    ["material", "/materials?show=SUGAR"],
    ["trace", `/trace/${lot}`],
    ["trace-list", `/trace/${lot}?view=list&direction=forward`],
    ["recall", `/trace/${lot}?view=recall`],
    ["plan", "/plan"],
    ["plan-search", "/plan?search=1"],
    ["plan-hours", "/plan?zoom=hours"],
    ["plan-week", "/plan?zoom=week"],
    ["lots", "/lots"],
    ["lot", `/lots/${lot}`],
    ["deviations", "/deviations"],
    ["deviation", `/deviations/${deviation}`],
    ["workflows", `/workflows?show=${workflow}`],
    ...(await chartAndProcessPages(page)),
    ["tasks", "/tasks"],
    ["mes-system", "/system"],
  ];
}

const kOperatorPages = [
  ["overview", "/"],
  ["faceplate", "/?show=line1/pasteurizer"],
  ["unit", "/unit/line1/pasteurizer"],
  ["filler", "/unit/line1/filler?show=line1/filler"],
  ["alarms", "/alarms"],
  ["journal", "/alarms?tab=journal"],
  ["commands", "/commands"],
  ["trend", "/trend?pens=line1/pasteurizer/temperature,line1/pasteurizer/temperature_setpoint,line1/filler/speed"],
  ["system", "/system"],
];

async function signIn(page, base, name, size) {
  await page.goto(base);
  await page.waitForSelector("input[name=user]");
  await page.screenshot({ path: join(out, `${name}-sign-in-${size.width}.png`) });
  await page.fill("input[name=user]", values.user);
  await page.fill("input[name=password]", values.password);
  await page.click("button[type=submit]");
  await page.waitForSelector(".mw-shell");
}

async function run(profile, theme, size) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: kArguments,
    viewport: size,
    colorScheme: theme,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complain = (text) => console.log(`${theme} ${size.width}: ${text}`);
  page.on("console", (m) => m.type() === "error" && complain(m.text()));
  page.on("pageerror", (e) => complain(String(e)));
  for (const [base, name] of [
    [operator, "operator"],
    [mes, "mes"],
  ]) {
    await context.clearCookies();
    await signIn(page, base, `${name}-${theme}`, size);
    const pages = name === "operator" ? kOperatorPages : await pagesOf(page);
    for (const [label, path] of pages.filter(([l]) => l.includes(values.only))) {
      await page.goto(base + path);
      await page.waitForTimeout(1200);
      await page.screenshot({ path: join(out, `${label}-${theme}-${size.width}.png`) });
    }
  }
  await context.close();
}

mkdirSync(out, { recursive: true });
for (const theme of values.themes.split(",")) {
  for (const size of sizes) {
    const profile = mkdtempSync(join(tmpdir(), "millwright-shots-"));
    try {
      await run(profile, theme, size);
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  }
}
