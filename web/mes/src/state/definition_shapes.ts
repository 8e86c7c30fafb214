// The shapes of definitions as people see them: which fields each has, in which order, and what may be offered for one.

import type { Section } from "mes/state/definitions";

export type Offer = "materials" | "units" | "equipment" | "classes";

export interface Field {
  /** Where it stands in the definition; a dot leads into an object. */
  key: string;
  label: string;
  /** A list is written with commas between. */
  kind?: "number" | "list";
  offer?: Offer;
  hint?: string;
  /** What it may be, where that is settled. */
  choices?: readonly string[];
  /** Stays as it is once it is defined. */
  lasting?: boolean;
  /** Takes the room of several columns. */
  wide?: boolean;
}

export interface Rows {
  key: string;
  label: string;
  one: string;
  fields: readonly Field[];
  rows?: readonly Rows[];
  /** In the definition it is a map, from the first field to the second. */
  map?: boolean;
}

export interface Shape {
  section: Section;
  title: string;
  one: string;
  /** What tells one from another. */
  id: "material" | "id";
  versioned: boolean;
  fields: readonly Field[];
  rows: readonly Rows[];
  /** What the list of all tells of each, by the keys of fields; unless given, how much there is in it. */
  listed?: readonly string[];
}

const kBegins: Field = { key: "effective_from", label: "Begins", hint: "with its approval" };
const kEquipment: Field = { key: "equipment", label: "Equipment", kind: "list", offer: "equipment", wide: true };

const kMaterial: Shape = {
  section: "materials",
  title: "Materials",
  one: "material",
  id: "id",
  versioned: false,
  fields: [
    { key: "name", label: "Name", wide: true },
    { key: "kind", label: "Kind", choices: ["finished", "intermediate", "raw", "packaging"] },
    { key: "unit", label: "Unit, for good", offer: "units", lasting: true },
    { key: "unit_name", label: "Unit as people say", wide: true },
    { key: "tolerance.under_percent", label: "Orders: less by, %", kind: "number" },
    { key: "tolerance.over_percent", label: "Orders: more by, %", kind: "number" },
  ],
  rows: [
    {
      key: "conversions",
      label: "Conversions of this material",
      one: "conversion",
      fields: [
        { key: "from", label: "One", offer: "units", hint: "LTR" },
        { key: "factor", label: "Is", kind: "number" },
        { key: "to", label: "Of", offer: "units", hint: "KGM" },
      ],
    },
    {
      key: "attributes",
      label: "Attributes, which changeovers depend on",
      one: "attribute",
      map: true,
      fields: [
        { key: "name", label: "Attribute", hint: "colour" },
        { key: "value", label: "Value", hint: "dark" },
      ],
    },
  ],
  listed: ["kind", "unit"],
};

const kClass: Shape = {
  section: "equipment_classes",
  title: "Equipment classes",
  one: "equipment class",
  id: "id",
  versioned: false,
  fields: [
    { key: "name", label: "Name", wide: true },
    { key: "equipment", label: "Units that belong to it", kind: "list", offer: "equipment", wide: true },
  ],
  rows: [],
  listed: ["equipment"],
};

const kBill: Shape = {
  section: "bills",
  title: "Bills of materials",
  one: "bill of materials",
  id: "material",
  versioned: true,
  fields: [kBegins, { key: "yield_percent", label: "Yield, %", kind: "number" }],
  rows: [
    {
      key: "items",
      label: "For one unit",
      one: "material",
      fields: [
        { key: "material", label: "Material", offer: "materials", wide: true },
        { key: "quantity", label: "Quantity", kind: "number" },
        { key: "unit", label: "Unit", offer: "units" },
        { key: "loss_percent", label: "Loss, %", kind: "number" },
      ],
    },
  ],
};

const kCapabilities: Rows = {
  key: "capabilities",
  label: "Done on",
  one: "equipment",
  fields: [
    { key: "equipment", label: "Equipment", offer: "equipment", wide: true },
    { key: "rate.quantity", label: "Rate", kind: "number" },
    { key: "rate.unit", label: "Unit", offer: "units" },
    { key: "rate.per", label: "In", hint: "1h" },
    { key: "time", label: "Time on top", hint: "6min" },
  ],
};

const kParameters: Rows = {
  key: "parameters",
  label: "Recipe parameters",
  one: "parameter",
  fields: [
    { key: "id", label: "Parameter", wide: true },
    { key: "value", label: "Value", kind: "number" },
    { key: "unit", label: "Unit", offer: "units" },
    { key: "low", label: "Low", kind: "number" },
    { key: "high", label: "High", kind: "number" },
  ],
};

const kRouting: Shape = {
  section: "routings",
  title: "Routings",
  one: "routing",
  id: "id",
  versioned: true,
  fields: [kBegins, { key: "materials", label: "Materials", kind: "list", offer: "materials", wide: true }],
  rows: [
    {
      key: "steps",
      label: "Steps",
      one: "step",
      fields: [
        { key: "segment", label: "Segment" },
        { key: "name", label: "Name", wide: true },
        { key: "equipment_class", label: "Class", offer: "classes" },
        { key: "equipment", label: "Equipment", offer: "equipment" },
        { key: "yield_percent", label: "Yield, %", kind: "number" },
      ],
      rows: [kCapabilities, kParameters],
    },
  ],
};

const kMatrix: Shape = {
  section: "setup_matrices",
  title: "Changeovers",
  one: "changeover matrix",
  id: "id",
  versioned: false,
  fields: [kEquipment],
  rows: [
    {
      key: "setups",
      label: "Of each attribute the first row that fits counts",
      one: "changeover",
      fields: [
        { key: "attribute", label: "Attribute" },
        { key: "from", label: "From", hint: "any" },
        { key: "to", label: "To", hint: "any" },
        { key: "time", label: "Time", hint: "20min" },
        { key: "name", label: "What is done", wide: true },
      ],
    },
  ],
};

const kCalendar: Shape = {
  section: "calendars",
  title: "Calendars",
  one: "calendar",
  id: "id",
  versioned: false,
  fields: [
    { key: "name", label: "Name", wide: true },
    kEquipment,
    { key: "time_zone", label: "Time zone", hint: "Europe/Berlin" },
    { key: "utc_offset", label: "Fixed from UTC", hint: "+01:00" },
  ],
  rows: [
    {
      key: "shifts",
      label: "Shifts",
      one: "shift",
      fields: [
        { key: "name", label: "Shift" },
        { key: "days", label: "Days", kind: "list", hint: "mon, tue", wide: true },
        { key: "from", label: "From", hint: "06:00" },
        { key: "to", label: "To", hint: "14:00" },
      ],
    },
    {
      key: "holidays",
      label: "Holidays",
      one: "holiday",
      fields: [
        { key: "date", label: "Date", hint: "2026-12-25" },
        { key: "name", label: "Name", wide: true },
      ],
    },
    {
      key: "maintenance",
      label: "Maintenance",
      one: "maintenance",
      fields: [
        { key: "equipment", label: "Equipment", offer: "equipment" },
        { key: "from", label: "From", hint: "2026-12-05T06:00:00Z" },
        { key: "to", label: "To", hint: "2026-12-05T10:00:00Z" },
        { key: "name", label: "What is done", wide: true },
      ],
    },
  ],
};

export const kShapes: readonly Shape[] = [kBill, kRouting, kMatrix, kCalendar, kMaterial, kClass];
export const shapeOf = (section: string | undefined) => kShapes.find((shape) => shape.section === section);
