import type { ScreenSpec } from "..";

export default {
  path: "/routes/:app/:name",
  load: () => import("./RouteDetail"),
  words: ["routes"],
} satisfies ScreenSpec;
