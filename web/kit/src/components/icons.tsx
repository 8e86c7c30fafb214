// Line icons, drawn on a 20-unit grid with the colour of the text.

const kPaths = {
  overview: "M2.5 6h4v8h-4zM8 6h4v8H8zM13.5 6h4v8h-4zM6.5 10H8M12 10h1.5",
  alarm: "M10 3 18 17H2zM10 8v4.5M10 14.2v.8",
  command: "M3 10h11M10 5.5l4.5 4.5-4.5 4.5M17.5 4v12",
  trend: "M3 3v14h14M5.5 13l3.5-4 3 2.5L16.5 6",
  system: "M3 4h14v4.5H3zM3 11.5h14V16H3zM6 6.2h.8M6 13.8h.8",
  today: "M3 5h14v12H3zM3 8.5h14M6.5 3v3M13.5 3v3M6.5 12h3",
  orders: "M4.5 3h11v14h-11zM7.5 7h5M7.5 10h5M7.5 13h3",
  plan: "M3 3v14h14M5.5 4.5h6v2.5h-6zM8 9h6.5v2.5H8zM11.5 13.5h5V16h-5",
  lots: "M10 2.5 17 6v8l-7 3.5L3 14V6zM3 6l7 3.5L17 6M10 9.5v8",
  deviations: "M2.5 11H6l2.5-7 3.5 12 2.5-7 1 2h2",
  workflows: "M3 3.5h5v4H3zM12 12.5h5v4h-5zM8 5.5h6.5v7M5.5 7.5v7H12",
  charts: "M2.5 4h15M2.5 16h15M2.5 10h2l2-3 2.5 5 2.5-4 2 3 2-6 2 3",
  mark: "M10 2.5 17.5 10 10 17.5 2.5 10zM10 6.5v4M10 12.8v.5",
  tasks: "M3.5 5.5 5 7l2.5-3M3.5 13.5 5 15l2.5-3M10.5 5.5H17M10.5 13.5H17",
  station: "M2.5 4h15v9h-15zM7 16.5h6M10 13v3.5M6 8.5l2.5 2 5-4",
  materials: "M3 6c0-1.5 14-1.5 14 0v8c0 1.8-14 1.8-14 0zM3 6c0 1.8 14 1.8 14 0M3 10c0 1.8 14 1.8 14 0",
  trace: "M2.5 3.5h4.5v4H2.5zM2.5 12.5h4.5v4H2.5zM13 8h4.5v4H13zM7 5.5h3l3 4M7 14.5h3l3-4",
  definitions: "M4 3h9l3 3v11H4zM13 3v3h3M7 9h6M7 12h6M7 15h3",
  close: "M5 5l10 10M15 5 5 15",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4",
  sun: [
    "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v2M10 16v2M2 10h2M16 10h2",
    "M4.3 4.3l1.5 1.5M14.2 14.2l1.5 1.5M4.3 15.7l1.5-1.5M14.2 5.8l1.5-1.5",
  ].join(""),
  moon: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z",
  fold: "M12 5l-5 5 5 5",
  unfold: "M8 5l5 5-5 5",
  other: "M8 4H4v12h12v-4M11 4h5v5M16 4 9 11",
  leave: "M8 4H4v12h4M8 10h9M13.5 6.5 17 10l-3.5 3.5",
  unit: "M4 7h12v9H4zM7 7V4h6v3",
  plus: "M10 4v12M4 10h12",
  hold: "M7 4v12M13 4v12",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  minus: "M4 10h12",
  left: "M12.5 4.5 7 10l5.5 5.5",
  right: "M7.5 4.5 13 10l-5.5 5.5",
  back: "M7.5 4 3.5 8l4 4M3.5 8h8a4 4 0 0 1 0 8H8",
  hand: "M2.5 10h15M5.5 7l-3 3 3 3M14.5 7l3 3-3 3",
  select: "M4 3v14M16 3v14M4 10h12M6.5 7.5 4 10l2.5 2.5M13.5 7.5 16 10l-2.5 2.5",
  calendar: "M3 5h14v12H3zM3 8.5h14M6.5 3v3M13.5 3v3",
  download: "M10 3v10M6 9l4 4 4-4M3.5 16.5h13",
  picture: "M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M13 7.2v.1",
  live: [
    "M10 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM6 6a5.6 5.6 0 0 0 0 8M14 6a5.6 5.6 0 0 1 0 8",
    "M3.5 3.5a9.2 9.2 0 0 0 0 13M16.5 3.5a9.2 9.2 0 0 1 0 13",
  ].join(""),
  check: "M4 10.5 8 14.5 16 5.5",
} as const;

export type IconName = keyof typeof kPaths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="mw-shape" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path
        d={kPaths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function BrandMark() {
  return (
    <svg class="mw-shape" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="5" fill="var(--accent)" />
      <path d="M7 24V9l9 9 9-9v15" fill="none" stroke="var(--on-accent)" stroke-width="3.4" />
    </svg>
  );
}
