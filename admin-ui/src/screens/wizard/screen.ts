import type { ScreenSpec } from "..";

export default {
  path: "/routes/new",
  load: () => import("./Wizard"),
  words: ["routes"],
} satisfies ScreenSpec;
