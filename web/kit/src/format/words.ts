// Names made of code words, as a person reads them.

import { leafOf } from "kit/units";

/** A sentence's first letter made large; the rest stays. */
export const capital = (text: string) => (text === "" ? "" : text[0]!.toUpperCase() + text.slice(1));

/** The same for a server's sentence, unless it begins with an id; numbers keep their units. */
export const sentence = (text: string) => unbroken(/^[a-z]+(?=$|[\s:,.])/.test(text) ? capital(text) : text);

/** "set_temperature" → "Set temperature"; a text that has words already keeps its hyphens: "Set-point 72 °C". */
export function sentenceCase(name: string): string {
  const codeWord = !/\s/.test(name.trim());
  return capital(name.replace(codeWord ? /[_-]+/g : /_+/g, " ").trim());
}

/** The last segment of an equipment's path as people call it: "line1/filler" → "Filler", "line1" → "Line 1". */
export const unitName = (path: string) => sentenceCase(leafOf(path)).replace(/([a-z])(\d)/, "$1 $2");

/** A server's sentence with its paths as people call them: "line1/filler/bowl_level" → "the filler's bowl level". */
export const withNames = (text: string) =>
  text.replace(/\b[a-z]\w*\d(?:\/\w+)+/g, (path) => {
    const [unit = "", ...tag] = path
      .split("/")
      .slice(1)
      .map((name) => unitName(name).toLowerCase());
    return tag.length === 0 ? `the ${unit}` : `the ${unit}'s ${tag.join(" ")}`;
  });

/** A reason given, without the code of the rule in it: "HIGH_TEMP: temperature 80.6 °C is …". */
export const reasonText = (reason: string | null | undefined) =>
  sentence((reason ?? "").replace(/(^|: )[A-Z0-9]+(?:_[A-Z0-9]+)+: /, "$1"));

/** Number and unit stay on one line: "Crossed 80 °C". */
export const unbroken = (text: string) => text.replace(/(\d) (?=[°%\w])/g, "$1\u00a0");

/** Who asked for a command. A workflow is named without its id, which is for links: "workflow:high_temperature/…". */
export function requesterOf(requester: string | undefined): { text: string; workflow?: string } {
  const match = /^workflow:([^/]+)\/(.+)$/.exec(requester ?? "");
  if (!match) return { text: requester ?? "" };
  return { text: `workflow ${match[1]!.replace(/_/g, " ")}`, workflow: match[2]! };
}

const kStopCodes: Record<number, string> = {
  0: "",
  1: "starved",
  2: "blocked",
  3: "stopped by command",
  10: "conveyor jam",
  20: "high-temperature cut-out",
};

/** Why a unit does not run, in words (docs/formats/plc_registers.md); "" when it has no reason. */
export function stopReason(code: number | undefined, states?: Record<string, string>): string {
  if (code === undefined || code === 0) return "";
  return (states?.[String(code)] ?? kStopCodes[code] ?? `stop code ${code}`).toLowerCase();
}

/** State and reason as one phrase: "Suspended, starved"; "Stopped by command" and not "Stopped, stopped by command". */
export function stateText(state: string | undefined, reason: string): string {
  const name = state ?? "Unknown";
  if (reason === "") return name;
  return reason.startsWith(name.toLowerCase()) ? sentenceCase(reason) : `${name}, ${reason}`;
}

/** "1 lot", "3 lots" */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A long id cut to what tells it apart; the whole stands in the title. */
export function shortId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id) ? id.slice(0, 8) : id;
}

const kRejections: Record<string, string> = {
  not_permitted: "your role may not do this",
  not_remote: "an operator has the unit",
  not_operator: "the unit is in local: its switch at the machine must be turned back",
  interlock: "an interlock forbids it",
  out_of_range: "the value is out of range",
  deadline: "its deadline had passed",
  link_down: "the PLC cannot be reached",
  plc_state: "the unit is not in a state that allows it",
  not_confirmed: "the unit did not confirm in time",
  clock_offset: "the clocks differ too much or are not compared yet",
  condition_gone: "the condition that justified it no longer holds",
  replaced_value_differs: "the set-point was changed by somebody else",
  step_too_large: "the step is too large",
  too_soon: "too soon after the one before",
  source_bad: "a value it depends on is not good",
};

/** A rejection's stable word as half a sentence. */
export function rejectionText(reason: string): string {
  return kRejections[reason] ?? reason.replace(/_/g, " ");
}
