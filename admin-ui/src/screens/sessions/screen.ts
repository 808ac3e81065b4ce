import { Users } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/sessions",
  load: () => import("./Sessions"),
  rail: { rank: 40, icon: Users, key: "v" },
} satisfies ScreenSpec;
