// The job orders that a line has, and what may be done to the one that is there.

import { api } from "kit/api/client";
import type { Job } from "kit/api/operator_types";
import { type Fetched, refreshShown, useResource } from "kit/api/resource";
import { onScadaFrame } from "kit/live/tags";
import type { EquipmentPath } from "kit/units";

export function followJobs(): void {
  onScadaFrame((frame) => frame.kind === "job" && refreshShown("jobs"));
}

export const useJobs = (line: EquipmentPath): Fetched<Job[]> =>
  useResource<Job[]>(`/api/v1/jobs?equipment=${encodeURIComponent(line)}`, ["jobs"], 5000);

export async function steerJob(job: Job, what: "pause" | "resume", comment: string): Promise<void> {
  const body = { equipment: job.equipment, ...(comment === "" ? {} : { comment }) };
  await api.post(`/api/v1/jobs/${encodeURIComponent(job.id)}/${what}`, body);
  refreshShown("jobs");
}
