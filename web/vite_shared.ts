// The build settings both applications share: alias, output folder, and the proxy to the mock servers while developing.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";

const web = dirname(fileURLToPath(import.meta.url));

export function applicationConfig(name: "operator" | "mes", server: string): UserConfig {
  const out = process.env.MILLWRIGHT_WEB_OUT ?? resolve(web, "../build/release/web");
  return {
    root: resolve(web, name),
    base: "/",
    resolve: { alias: { kit: resolve(web, "kit/src"), [name]: resolve(web, name, "src") } },
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    build: {
      outDir: resolve(out, name),
      emptyOutDir: true,
      target: "es2021",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
    },
    server: { proxy: { "/api": { target: server, ws: true }, "/health": { target: server } } },
  };
}
