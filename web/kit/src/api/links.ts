// Where the two applications are, as their servers were told.

import { useResource } from "kit/api/resource";

export interface Links {
  operator: string;
  mes: string;
}

export const useLinks = () => useResource<Links>("/api/v1/links");
