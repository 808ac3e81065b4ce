import { Settings2 } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/settings",
  deep: true,
  load: () => import("./Settings"),
  places: () => import("./places"),
  rail: { rank: 60, icon: Settings2, key: "e" },
} satisfies ScreenSpec;
