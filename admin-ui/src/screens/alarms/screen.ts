import { BellRing } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/alarms",
  load: () => import("./Alarms"),
  words: ["stream"],
  rail: { rank: 50, icon: BellRing, key: "a" },
} satisfies ScreenSpec;
