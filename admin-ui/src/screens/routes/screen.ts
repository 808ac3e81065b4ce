import { Cable } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/routes",
  load: () => import("./Routes"),
  words: ["route"],
  rail: { rank: 20, icon: Cable, key: "r" },
} satisfies ScreenSpec;
