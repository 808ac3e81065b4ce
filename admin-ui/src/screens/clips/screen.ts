import type { ScreenSpec } from "..";

export default {
  path: "/clips",
  load: () => import("./Clips"),
} satisfies ScreenSpec;
