// Chromium, as a person at a screen: a fresh profile, the errors of its pages collected, screenshots as artefacts.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { adminPassword, artefacts } from "./line.mjs";

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

export class Browser {
  static async open(options = {}) {
    const browser = new Browser();
    browser.profile = await mkdtemp(path.join(tmpdir(), "millwright-chromium-"));
    browser.context = await chromium.launchPersistentContext(browser.profile, {
      executablePath: "/usr/bin/chromium",
      args: kArguments,
      viewport: { width: 1440, height: 900 },
      colorScheme: "light",
      ...options,
    });
    browser.page = browser.context.pages()[0] ?? (await browser.context.newPage());
    browser.page.setDefaultTimeout(30_000);
    browser.faults = [];
    browser.page.on("pageerror", (error) => browser.faults.push(String(error)));
    browser.page.on("console", (message) => {
      // What a server refuses on purpose (401 before signing in) the browser reports as an error of its own.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
        browser.faults.push(message.text());
    });
    return browser;
  }
  /** Types name and password into the sign-in page. */
  async signIn(user = "admin", password = adminPassword) {
    await this.page.fill("input[name=user]", user);
    await this.page.fill("input[name=password]", password);
    await this.page.click("button[type=submit]");
  }
  /** build/test-artefacts/<name>.png */
  async shot(name) {
    await mkdir(artefacts, { recursive: true });
    await this.page.screenshot({ path: path.join(artefacts, `${name}.png`) });
  }
  async close() {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}
