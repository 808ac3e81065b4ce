import { ApiError, type Problem, type Schemas, api, taken } from "../../../api/client";

export type Setting = Schemas["Setting"];
export type Settings = Schemas["Settings"];

/** A draft by key; null takes back what is stored. */
export type Draft = Record<string, string | null>;

/** Pages of settings by the first part of their keys, in the order of the documentation. */
export const topics = {
  network: ["bind", "http", "trusted-proxies", "addresses", "metrics", "traces"],
  access: ["publish", "publish-token", "publish-token-file", "play", "clock-skew-ms", "jwt", "auth-hook", "setup-code", "setup-code-file"],
  protocols: ["rtmp", "srt", "rtsp"],
  media: ["streams", "players", "hls", "snapshots", "clips", "transcode"],
  recording: ["recording"],
  load: ["limits", "brownout"],
  messages: ["log", "syslog", "mail"],
  files: ["data-dir", "secret-key-file", "host-socket"],
} as const;

export type Topic = keyof typeof topics;

export function topicOf(key: string): Topic {
  const [first = key] = key.split(".");
  const found = (Object.keys(topics) as Topic[]).find((one) => (topics[one] as readonly string[]).includes(first));
  return found ?? "files";
}

/** What a setting will be after the next start, where that differs from what runs. */
export const next = (setting: Setting) => setting.pending ?? setting.value;

/** Whether the API may change it, and nothing stronger says what it is. */
export const isOpen = (setting: Setting) => setting.change !== "fixed" && setting.source !== "environment";

/** @throws ApiError 412 when somebody has changed them since */
export function patchSettings(draft: Draft, version: number): Promise<Settings> {
  const params = { header: { "If-Match": `"${version}"` } };
  return taken<Settings>(api.PATCH("/settings", { params, body: draft, headers: { "Content-Type": "application/json" } }));
}

/** The settings as they stand, of a change that came too late. */
export function settingsNow(failure: unknown): Settings | undefined {
  if (!(failure instanceof ApiError) || failure.status !== 412) return undefined;
  return (failure.problem as (Problem & { current?: Settings }) | undefined)?.current;
}

/** What of the draft is another than what is there. */
export function changes(items: readonly Setting[], draft: Draft): { setting: Setting; after: string | null }[] {
  return items.flatMap((setting) => {
    const after = draft[setting.key];
    if (after === undefined) return [];
    const same = after === null ? setting.source !== "api" : !setting.secret && after === next(setting);
    return same ? [] : [{ setting, after }];
  });
}
