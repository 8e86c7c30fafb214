// Bundles every *.test.ts beside the code into one temporary folder and runs node's test runner on it, so that the
// tests need no TypeScript loader and run on Node 18 too.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));

function* testsUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* testsUnder(path);
    else if (/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

const tests = ["kit", "operator", "mes"].flatMap((part) => [...testsUnder(join(web, part, "src"))]);
if (tests.length === 0) throw new Error("no tests found");
const out = mkdtempSync(join(tmpdir(), "millwright-web-tests-"));
try {
  await build({
    entryPoints: Object.fromEntries(tests.map((t) => [relative(web, t).replace(/\W/g, "_"), t])),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    jsx: "automatic",
    jsxImportSource: "preact",
    alias: { kit: resolve(web, "kit/src"), operator: resolve(web, "operator/src"), mes: resolve(web, "mes/src") },
    logLevel: "error",
  });
  const files = readdirSync(out)
    .filter((f) => f.endsWith(".mjs"))
    .map((f) => join(out, f));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
