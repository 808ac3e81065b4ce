import type { ComponentType } from "react";
import { later } from "../../frame/later";
import { useMay } from "../../session/context";

export const groups = ["access", "gateway", "insight", "machine"] as const;
export type Group = (typeof groups)[number];

/** One page below `/settings`, or what governs the gateway elsewhere; its name is `settings.page.ID`. */
export interface Page {
  id: string;
  path: string;
  group: Group;
  /** The least that somebody has to be to read it; without it everybody may. */
  needs?: "operate" | "administer";
  /** Of what is below `/settings`. */
  View?: ComponentType;
}

const page = (id: string, group: Group, load: () => Promise<{ default: ComponentType }>, needs?: Page["needs"]): Page => ({
  id,
  path: `/settings/${id}`,
  group,
  View: later(load),
  ...(needs ? { needs } : {}),
});

export const pages: Page[] = [
  page("account", "access", () => import("./access/Account")),
  page("users", "access", () => import("./access/Users"), "administer"),
  page("tokens", "access", () => import("./access/Tokens"), "administer"),
  page("share", "access", () => import("./access/Share"), "operate"),
  page("spaces", "access", () => import("./access/Spaces")),
  page("values", "gateway", () => import("./values/Values"), "administer"),
  page("features", "gateway", () => import("./values/Features")),
  page("certificates", "gateway", () => import("./upkeep/Certificates")),
  { id: "clips", path: "/clips", group: "gateway" },
  page("notify", "gateway", () => import("./upkeep/Notify"), "administer"),
  page("backup", "gateway", () => import("./upkeep/Backup"), "administer"),
  page("checks", "insight", () => import("./insight/Checks"), "administer"),
  page("runtime", "insight", () => import("./insight/Runtime"), "administer"),
  page("workers", "insight", () => import("./insight/Workers")),
  page("log", "insight", () => import("./insight/Log"), "administer"),
  page("tools", "insight", () => import("./insight/Tools"), "administer"),
  page("audit", "insight", () => import("./insight/Audit"), "administer"),
  page("network", "machine", () => import("./machine/Network"), "administer"),
  page("time", "machine", () => import("./machine/Time"), "administer"),
  page("updates", "machine", () => import("./machine/Updates"), "administer"),
  page("power", "machine", () => import("./machine/Power"), "administer"),
  page("about", "machine", () => import("./machine/About")),
];

/** What whoever is signed in may read. */
export function useMayRead() {
  const may = useMay();
  return ({ needs }: Page) => needs === undefined || may[needs];
}
