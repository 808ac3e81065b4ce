import { useTranslation } from "react-i18next";
import { Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { Verdict } from "../settings/parts";
import { Meter } from "./Meter";
import type { Cluster } from "./nodes";

/** How what the nodes know together is kept. */
export function Partitions({ cluster: { partitions, nodes } }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!partitions) return <Skeleton className="m-4 h-16" />;
  const whole = partitions.orphans === 0;
  return (
    <div className="space-y-3 p-4" data-partitions={whole && partitions.safe ? "safe" : "unsafe"}>
      <Verdict tone={!whole ? "bad" : partitions.safe ? "good" : "warn"}>
        {!whole ? t("cluster.orphans", { number: format.number(partitions.orphans) }) : t(partitions.safe ? "cluster.safe" : "cluster.copying")}
      </Verdict>
      <p className="max-w-prose text-sm text-soft">{t("cluster.sharedSays", { number: format.number(partitions.count) })}</p>
      {partitions.owners.map(({ node, partitions: owned }) => (
        <Meter key={node} label={nodes.find(({ number }) => number === node)?.name ?? String(node)} part={owned / partitions.count}>
          {format.number(owned)}
        </Meter>
      ))}
    </div>
  );
}
