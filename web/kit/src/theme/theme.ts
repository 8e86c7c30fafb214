// Light or dark: as the system wants, unless the person chose. The choice is kept in the browser.

import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const kKey = "millwright.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme | undefined {
  const text = localStorage.getItem(kKey);
  return text === "light" || text === "dark" ? text : undefined;
}

export const theme = signal<Theme>(stored() ?? (system.matches ? "dark" : "light"));

system.addEventListener("change", () => {
  if (stored() === undefined) theme.value = system.matches ? "dark" : "light";
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.peek() === "dark" ? "light" : "dark";
  localStorage.setItem(kKey, theme.peek());
}

/** A colour of the theme, for canvases, which know no CSS variables. */
export function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
