// Times as a date field holds them: local, to the second, without a zone.

const two = (n: number) => String(n).padStart(2, "0");

/** "2026-03-01T10:00:00" */
export function localInput(ms: number): string {
  const d = new Date(ms);
  const day = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `${day}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** NaN for what is no time. */
export const fromLocalInput = (text: string) => (text === "" ? NaN : new Date(text).getTime());
