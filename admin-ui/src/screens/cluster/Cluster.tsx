import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Notice } from "../../design/Notice";
import { Panel, ScreenHead } from "../../design/Panel";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Answer } from "../settings/parts";
import { Begin } from "./Begin";
import { Leave } from "./Leave";
import { Members } from "./Members";
import { Partitions } from "./Partitions";
import { Tokens } from "./Tokens";
import { type Cluster as Found, away, versions } from "./nodes";

const EVERY_MS = 2000;

/** The gateways that work together: who is there, how they are, who may come. */
export default function Cluster() {
  const { t } = useTranslation();
  const online = useOnline();
  const { administer } = useMay();
  const found = useQuery({
    queryKey: ["cluster"],
    queryFn: () => taken(api.GET("/cluster")),
    enabled: online,
    refetchInterval: EVERY_MS,
    staleTime: 0,
  });
  return (
    <div className="mx-auto max-w-7xl space-y-4">
      <ScreenHead title={t("cluster.title")}>{administer && found.data?.nodes.length ? <Leave cluster={found.data} /> : null}</ScreenHead>
      <Answer of={found}>{(cluster) => (cluster.nodes.length > 0 ? <Whole cluster={cluster} /> : <Alone cluster={cluster} />)}</Answer>
    </div>
  );
}

function Alone({ cluster }: { cluster: Found }) {
  const { t } = useTranslation();
  const { administer } = useMay();
  return (
    <div className="space-y-4" data-cluster={cluster.state}>
      {cluster.problem && (
        <Notice kind="bad" alert>
          {t(cluster.state === "revoked" ? "cluster.wasRevoked" : "cluster.isNot")}
          {cluster.state !== "revoked" && <p lang="en">{cluster.problem}</p>}
        </Notice>
      )}
      {cluster.state === "starting" && <Notice kind="warn">{t("cluster.starting")}</Notice>}
      {(cluster.state === "alone" || cluster.state === "revoked") && (
        <>
          <p className="max-w-prose text-soft">{t("cluster.aloneSays")}</p>
          {administer ? <Begin self={cluster.self} /> : <p className="text-soft">{t("cluster.askAdministrator")}</p>}
        </>
      )}
    </div>
  );
}

function Whole({ cluster }: { cluster: Found }) {
  const { t } = useTranslation();
  const { administer } = useMay();
  const missing = away(cluster.nodes);
  const mixed = versions(cluster.nodes);
  return (
    <div className="space-y-4" data-cluster={cluster.state}>
      {missing.length > 0 && (
        <Notice kind="bad" alert>
          <b className="font-semibold">{t("cluster.split")}</b>
          <p>{t("cluster.splitSays", { names: missing.map(({ name }) => name).join(", ") })}</p>
          <p className="text-soft">{t("cluster.splitDo")}</p>
        </Notice>
      )}
      {mixed.length > 1 && (
        <Notice kind="warn">
          <b className="font-semibold">{t("cluster.skew")}</b>
          <ul>
            {mixed.map(([version, names]) => (
              <li key={version}>
                <span translate="no">
                  {version}: {names.join(", ")}
                </span>
              </li>
            ))}
          </ul>
          <p className="text-soft">{t("cluster.skewSays")}</p>
        </Notice>
      )}
      <Members cluster={cluster} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        {administer && (
          <Panel title={t("cluster.tokens")}>
            <Tokens cluster={cluster} />
          </Panel>
        )}
        <Panel title={t("cluster.shared")}>
          <Partitions cluster={cluster} />
        </Panel>
      </div>
    </div>
  );
}
