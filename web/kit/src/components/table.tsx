// A table whose rows are keyed: what did not change is not touched. A row may lead somewhere; Enter follows it.

import type { ComponentChildren } from "preact";
import { go } from "kit/router/router";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** "end" for numbers, "wrap" for sentences. */
  kind?: "end" | "wrap";
  width?: string;
  /** Left out where the page is narrow. */
  wideOnly?: boolean;
}

const classOf = (column: { kind?: string; wideOnly?: boolean }) =>
  `${column.kind ?? ""}${column.wideOnly ? " wide-only" : ""}`;

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  hrefOf?: (row: Row) => string | undefined;
  selected?: string | undefined;
}

export function Table<Row>({ label, columns, rows, keyOf, hrefOf, selected }: Props<Row>) {
  const follow = (event: Event, href: string | undefined) => {
    if (!href || (event.target as Element).closest("a,button,input,select,textarea,label")) return;
    go(href);
  };
  return (
    <div class="mw-table-wrap">
      <table class="mw-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} class={classOf(column)} style={column.width ? { width: column.width } : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row);
            const href = hrefOf?.(row);
            return (
              <tr
                key={key}
                data-link={href !== undefined}
                aria-selected={selected === key}
                tabIndex={href === undefined ? undefined : 0}
                onClick={(event) => follow(event, href)}
                onKeyDown={(event) => event.key === "Enter" && follow(event, href)}
              >
                {columns.map((column) => (
                  <td key={column.head} class={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
