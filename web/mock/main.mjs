// Both mock servers. Usage: node mock/main.mjs [--operator-port 8080] [--mes-port 8081] [--web FOLDER]
// FOLDER holds operator/ and mes/ as `npm run build` leaves them. Sign in as anyone with the password millwright-demo.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startMes } from "./mes.mjs";
import { startOperator } from "./operator.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    "operator-port": { type: "string", default: "8080" },
    "mes-port": { type: "string", default: "8081" },
    web: { type: "string", default: resolve(here, "../../build/release/web") },
  },
});
const web = resolve(values.web);
// The handlers keep the object and read it later, when both ports are known; port 0 takes a free one.
const links = {};
const start = async (serve, name) => {
  const { port } = await serve({ port: Number(values[`${name}-port`]), folder: join(web, name), links });
  links[name] = `http://127.0.0.1:${port}`;
};
await start(startOperator, "operator");
await start(startMes, "mes");
console.log(`mock operator=${links.operator} mes=${links.mes}`);
