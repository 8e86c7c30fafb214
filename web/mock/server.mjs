// What both mock servers share: sessions, JSON routes, static files with the product's content security policy, and a
// WebSocket with a heartbeat. For development and screenshots; holds nothing beyond its own run.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";

const kTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const kPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'";
const sessions = new Map();

export class Failure extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function cookieOf(request) {
  return /millwright_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
}

function sessionRoutes(routes) {
  routes.push([
    "POST",
    /^\/api\/v1\/session$/,
    ({ body, response }) => {
      if (body?.password !== "millwright-demo") throw new Failure(401, "refused", "User or password is wrong.");
      const token = Math.random().toString(36).slice(2);
      const identity = {
        user: body.user,
        roles: ["admin", "operator", "engineer", "quality", "planner"],
        expires: new Date(Date.now() + 43_200_000).toISOString(),
      };
      sessions.set(token, identity);
      response.setHeader("Set-Cookie", `millwright_session=${token}; HttpOnly; SameSite=Strict; Path=/`);
      return { token, ...identity };
    },
    "public",
  ]);
  routes.push(["GET", /^\/api\/v1\/session$/, ({ identity }) => identity]);
  routes.push(["DELETE", /^\/api\/v1\/session$/, ({ request }) => void sessions.delete(cookieOf(request))]);
}

function sendFile(response, folder, path) {
  const wanted = join(folder, normalize(path));
  let file = extname(path) === "" ? join(folder, "index.html") : wanted;
  try {
    if (!file.startsWith(folder) || !statSync(file).isFile()) throw new Error("no file");
    response.writeHead(200, {
      "Content-Type": kTypes[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": kPolicy,
    });
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
}

async function readBody(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

async function answer(routes, folder, request, response) {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/")) return sendFile(response, folder, url.pathname);
  const json = (status, value) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(value === undefined ? "" : JSON.stringify(value));
  };
  try {
    const route = routes.find(([method, pattern]) => method === request.method && pattern.test(url.pathname));
    if (!route) throw new Failure(404, "not_found", "There is no such thing.");
    const identity = sessions.get(cookieOf(request));
    if (!identity && route[3] !== "public") throw new Failure(401, "unauthorised", "Sign in first.");
    const parameters = route[1].exec(url.pathname).slice(1).map(decodeURIComponent);
    const value = await route[2]({
      query: url.searchParams,
      parameters,
      body: await readBody(request),
      identity,
      request,
      response,
    });
    if (response.headersSent) return undefined;
    return json(value === undefined ? 204 : 200, value);
  } catch (cause) {
    const status = cause.status ?? 500;
    return json(status, { error: { code: cause.code ?? "fault", message: cause.message } });
  }
}

/** Serves `routes` ([method, pattern, handler, "public"?]) and `folder`; `onSocket` takes each live connection. */
export function serve({ port, routes, folder, onSocket }) {
  sessionRoutes(routes);
  const server = createServer((request, response) => void answer(routes, folder, request, response));
  const sockets = new WebSocketServer({ server, path: "/api/v1/live" });
  sockets.on("connection", onSocket);
  const broadcast = (frame) => {
    const text = JSON.stringify(frame);
    for (const socket of sockets.clients) socket.send(text);
  };
  setInterval(() => broadcast({ kind: "heartbeat", time: new Date().toISOString() }), 1000);
  return new Promise((done) =>
    server.listen(port, "127.0.0.1", () => done({ broadcast, port: server.address().port })),
  );
}
