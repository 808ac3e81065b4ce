import { BellRing } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/alarms",
  load: () => import("./Alarms"),
  rail: { rank: 50, icon: BellRing, key: "a" },
} satisfies ScreenSpec;
