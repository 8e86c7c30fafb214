// Calls to the server. A failure is a sentence for the person and what they can do; a 401 leads to the sign-in page.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

let whenUnauthorised: () => void = () => undefined;

/** Called when a session has ended; set once by session.ts. */
export function onUnauthorised(action: () => void): void {
  whenUnauthorised = action;
}

const kSentences: Record<number, string> = {
  400: "The server did not understand the request.",
  403: "Your role does not allow this. Ask someone with the right role.",
  404: "This does not exist (any more).",
  409: "This is not possible in the present state.",
  429: "Too many attempts. Wait half a minute and try again.",
  500: "The server had a fault. Try again; if it stays, look into its log.",
  502: "The server cannot be reached. It is restarted by itself within seconds.",
  503: "The server is starting or waits for its database. Try again in a moment.",
};

const kUnreachable = "The server cannot be reached. The page tries again by itself.";
/** A request that changes something is never sent again unasked. */
const kPerhapsSent =
  "The server cannot be reached, and whether this arrived is not known. Look at the present state, then press again.";

/** The sentence for an answer that is no success. */
export function failureSentence(status: number, body: unknown): { code: string; message: string } {
  const error = (body as { error?: { code?: unknown; message?: unknown } } | undefined)?.error;
  const message = typeof error?.message === "string" && error.message !== "" ? error.message : kSentences[status];
  return {
    code: typeof error?.code === "string" ? error.code : String(status),
    message: message ?? `The server answered ${status}.`,
  };
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    (init.headers as Record<string, string>)["Content-Type"] = "application/json";
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, "unreachable", method === "GET" ? kUnreachable : kPerhapsSent);
  }
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = text === "" ? undefined : JSON.parse(text);
  } catch {
    throw new ApiError(response.status, "not_json", "The server's answer cannot be read.");
  }
  if (response.ok) return parsed as T;
  if (response.status === 401 && !path.endsWith("/session")) whenUnauthorised();
  const { code, message } = failureSentence(response.status, parsed);
  throw new ApiError(response.status, code, message);
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>("GET", path, undefined, signal),
  post: <T>(path: string, body: unknown = {}) => call<T>("POST", path, body),
  put: <T>(path: string, body: unknown) => call<T>("PUT", path, body),
  delete: <T>(path: string) => call<T>("DELETE", path),
};

/** What to show for anything thrown. */
export function sentenceOf(cause: unknown): string {
  return cause instanceof Error && cause.message !== "" ? cause.message : "Something went wrong. Try again.";
}
