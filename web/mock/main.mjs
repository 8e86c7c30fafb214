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
const links = {
  operator: `http://127.0.0.1:${values["operator-port"]}`,
  mes: `http://127.0.0.1:${values["mes-port"]}`,
};
await startOperator({ port: Number(values["operator-port"]), folder: join(web, "operator"), links });
await startMes({ port: Number(values["mes-port"]), folder: join(web, "mes"), links });
console.log(`mock operator=${links.operator} mes=${links.mes}`);
