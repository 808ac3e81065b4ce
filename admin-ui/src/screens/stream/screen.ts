import type { ScreenSpec } from "..";

export default {
  path: "/streams/:app/:name",
  load: () => import("./StreamDetail"),
} satisfies ScreenSpec;
