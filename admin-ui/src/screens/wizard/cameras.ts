import type { Schemas } from "../../api/client";
import type { RouteSource } from "../../api/routes";

export type Found = Schemas["CameraSearch"]["cameras"][number];
export type Report = Schemas["CameraReport"];
export type Profile = Report["profiles"][number];

/** A profile that becomes a route; what of it is shown goes with it, so that a reload needs no camera. */
export interface Choice {
  /** Of the camera and its profile. */
  id: string;
  camera: Found;
  token: string;
  profile: string;
  url: string;
  says: string;
  key: string;
}

/** What has been chosen so far, without the password. */
export interface Batch {
  network: string;
  targets: string;
  found: Found[];
  /** Device services of the cameras that are asked. */
  picked: string[];
  choices: Choice[];
}

export const noBatch: Batch = { network: "", targets: "", found: [], picked: [], choices: [] };

/** Addresses and networks as they are typed: blanks, commas and lines part them. */
export const targetsOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

export const nameOf = (camera: Found) => camera.name || camera.hardware || camera.address;

/** What a key may have of a name: `Front Door` becomes `front-door`; empty where nothing is left, as of Chinese names. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}

/** A key for a profile that nobody has yet: the camera's name, and the profile's for each but the first. */
export function suggested(camera: Found, nth: number, used: ReadonlySet<string>): string {
  const base = slug(camera.name) || slug(camera.hardware) || `camera-${camera.address.replace(/\D+/g, "-")}`;
  const first = `live/${base}${nth > 0 ? `-${nth + 1}` : ""}`;
  for (let more = 2; ; more++) {
    const key = more === 2 ? first : `${first}-${more - 1}`;
    if (!used.has(key)) return key;
  }
}

/** The same choice with the profile taken or left. */
export function toggled(batch: Batch, camera: Found, profile: Profile, says: string, used: ReadonlySet<string>): Batch {
  const id = `${camera.url} ${profile.token}`;
  if (batch.choices.some((one) => one.id === id)) return { ...batch, choices: batch.choices.filter((one) => one.id !== id) };
  const others = new Set([...used, ...batch.choices.map((one) => one.key)]);
  const nth = batch.choices.filter((one) => one.camera.url === camera.url).length;
  const key = suggested(camera, nth, others);
  const choice = { id, camera, token: profile.token, profile: profile.name || profile.token, url: profile.url, says, key };
  return { ...batch, choices: [...batch.choices, choice] };
}

/** As a route has it. */
export function sourceOfChoice(choice: Choice, user: string, password: string, onDemand: boolean): RouteSource {
  return { type: "rtsp-pull", url: choice.url, ...(user ? { user, password } : {}), ...(onDemand ? { onDemand } : {}) };
}
