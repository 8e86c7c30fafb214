// OPC UA status codes by their standard names, and what they mean to the person in front of the screen.

export type QualityClass = "good" | "uncertain" | "bad";

export function qualityClass(quality: string | undefined | null): QualityClass {
  if (!quality) return "bad";
  if (quality.startsWith("Good")) return "good";
  if (quality.startsWith("Uncertain")) return "uncertain";
  if (quality.startsWith("0x")) {
    const top = Number.parseInt(quality.slice(2, 3), 16);
    return top < 4 ? "good" : top < 8 ? "uncertain" : "bad";
  }
  return "bad";
}

const kReasons: Record<string, string> = {
  Bad: "The value cannot be used.",
  BadNoCommunication: "No communication with the device. The last known value is shown.",
  BadNotConnected: "The device is not connected.",
  BadWaitingForInitialData: "Nothing has been read from the device yet.",
  BadDeviceFailure: "The device reports a failure.",
  BadSensorFailure: "The sensor reports a failure.",
  BadOutOfService: "The source is out of service.",
  BadConfigurationError: "The tag is configured wrongly.",
  BadOutOfRange: "The device sent a value that cannot be.",
  BadDataLost: "Values were lost on the way.",
  Uncertain: "The value is uncertain.",
  UncertainLastUsableValue: "The value is no longer updated; this is the last usable one.",
  UncertainEngineeringUnitsExceeded: "The value is outside the range of its instrument.",
  UncertainSubNormal: "Fewer sources than usual stand behind this value.",
};

/** A sentence for the hover; undefined when the quality is good. */
export function qualityReason(quality: string | undefined | null): string | undefined {
  if (qualityClass(quality) === "good") return undefined;
  const name = quality ?? "BadWaitingForInitialData";
  const reason = kReasons[name] ?? (qualityClass(name) === "bad" ? kReasons.Bad : kReasons.Uncertain);
  return `${reason} (${name})`;
}
