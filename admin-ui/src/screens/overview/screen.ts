import { LayoutGrid } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/",
  load: () => import("./Overview"),
  words: ["stream"],
  rail: { rank: 10, icon: LayoutGrid, key: "o" },
} satisfies ScreenSpec;
