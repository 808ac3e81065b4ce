import { Network } from "lucide-react";
import type { ScreenSpec } from "..";

export default {
  path: "/cluster",
  load: () => import("./Cluster"),
  words: ["settings"],
  over: { alarm: "cluster-split", load: () => import("./SplitBar") },
  rail: { rank: 45, icon: Network, key: "c" },
} satisfies ScreenSpec;
