import { Radio } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/streams",
  load: () => import("./Streams"),
  words: ["overview"],
  rail: { rank: 30, icon: Radio, key: "s" },
} satisfies ScreenSpec;
