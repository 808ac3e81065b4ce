import { type ComponentType, lazy } from "react";
import { useMay } from "../../session/context";

export const groups = ["access", "gateway", "insight", "machine"] as const;
export type Group = (typeof groups)[number];

/** One page below `/settings`; its name is `settings.page.ID`. */
export interface Page {
  id: string;
  group: Group;
  /** The least that somebody has to be to read it; without it everybody may. */
  needs?: "operate" | "administer";
  View: ComponentType;
}

const page = (id: string, group: Group, load: () => Promise<{ default: ComponentType }>, needs?: Page["needs"]): Page => ({
  id,
  group,
  View: lazy(load),
  ...(needs ? { needs } : {}),
});

export const pages: Page[] = [
  page("account", "access", () => import("./access/Account")),
  page("users", "access", () => import("./access/Users"), "administer"),
  page("tokens", "access", () => import("./access/Tokens"), "administer"),
  page("share", "access", () => import("./access/Share"), "operate"),
  page("spaces", "access", () => import("./access/Spaces")),
];

/** What whoever is signed in may read. */
export function useMayRead() {
  const may = useMay();
  return ({ needs }: Page) => needs === undefined || may[needs];
}
