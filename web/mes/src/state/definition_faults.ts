// What the server said of a change's text, put to the fields that it is about.

/** For each line of a pretty-printed content its path, "bills.0.items.2.quantity"; "" where it closes something. */
export function pathsByLine(content: string): string[] {
  const stack: { name: string; next?: number }[] = [];
  return content.split("\n").map((raw) => {
    const line = raw.trim();
    const last = stack.at(-1);
    if (/^[}\]]/.test(line)) {
      stack.pop();
      return "";
    }
    const key = /^"((?:[^"\\]|\\.)*)":/.exec(line)?.[1];
    const name = key ?? (last?.next !== undefined ? String(last.next++) : "");
    const path = [...stack.map((one) => one.name), name].filter((one) => one !== "");
    if (/[{[]$/.test(line)) stack.push({ name, ...(line.endsWith("[") && { next: 0 }) });
    return path.join(".");
  });
}

export interface Faults {
  /** By the path of the field or row. */
  at: ReadonlyMap<string, string>;
  /** What is said of no field. */
  other: readonly string[];
}
export const kNoFaults: Faults = { at: new Map(), other: [] };
export interface ChangeFaults {
  parts: readonly Faults[];
  /** Of none of them. */
  other: readonly string[];
}
export const kNoChangeFaults: ChangeFaults = { parts: [], other: [] };

/**
 * Puts the server's located faults ("change:LINE: what") to the fields that `content` has on those lines. `places`:
 * where in it each of its definitions stands, "bills.0".
 */
export function faultsOf(message: string, content: string, places: readonly string[]): ChangeFaults {
  const paths = pathsByLine(content);
  const parts = places.map(() => ({ at: new Map<string, string>(), other: [] as string[] }));
  const other: string[] = [];
  for (const line of message.split("\n").filter((one) => one.trim() !== "")) {
    const [, number, what] = /:(\d+): (.*)$/.exec(line) ?? [];
    const path = number === undefined ? "" : (paths[Number(number) - 1] ?? "");
    const part = parts[places.findIndex((place) => path === place || path.startsWith(`${place}.`))];
    const rest = path.split(".").slice(2).join(".");
    if (part && rest) part.at.set(rest, part.at.has(rest) ? `${part.at.get(rest)}; ${what}` : what!);
    else if (part) part.other.push(what!);
    else other.push(number === undefined ? line : `line ${number}: ${what}`);
  }
  return { parts, other };
}

/** The fault of a field, or of an entry of the list in it. */
export function faultAt(faults: Faults, path: string): string | undefined {
  const own = faults.at.get(path);
  if (own !== undefined) return own;
  for (const [where, what] of faults.at)
    if (new RegExp(`^${path.replaceAll(".", "\\.")}\\.\\d+$`).test(where)) return what;
  return undefined;
}
