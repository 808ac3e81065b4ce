import type { ScreenSpec } from "..";

export default {
  path: "/streams/:app/:name",
  load: () => import("./StreamDetail"),
  words: ["overview", "sessions", "alarms", "detail"],
} satisfies ScreenSpec;
