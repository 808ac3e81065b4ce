import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, keyPath, taken } from "../../api/client";
import { Notice } from "../../design/Notice";
import { Panel, Skeleton } from "../../design/Panel";
import { Finding } from "../../i18n/Finding";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";

const EVERY_MS = 5_000;
const kinds = { critical: "bad", warning: "warn", note: "good" } as const;

/** What the gateway finds wrong, and what to do first. */
export function Doctor({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  const verdict = useQuery({
    queryKey: ["doctor", streamKey],
    queryFn: () => taken(api.GET("/routes/{app}/{name}/doctor", { params: { path: keyPath(streamKey) } })),
    refetchInterval: EVERY_MS,
    enabled: online,
  });
  return (
    <Panel title={t("stream.doctor")}>
      <div className="space-y-2 p-4" data-healthy={verdict.data?.healthy}>
        {verdict.isPending && <Skeleton className="h-10" />}
        {verdict.error && <p className="text-soft"><Failure of={verdict.error} /></p>}
        {verdict.data?.healthy && <Notice kind="good">{t("stream.healthy")}</Notice>}
        {verdict.data?.findings.map((one) => (
          <Notice key={one.code} kind={one.severity === "note" ? "good" : kinds[one.severity]}>
            <Finding
              code={one.code}
              cause={one.cause}
              lead={<b className="mr-2 font-semibold">{t(`stream.severity.${one.severity}`)}</b>}
              says={one.says}
              next={one.fix}
            />
          </Notice>
        ))}
      </div>
    </Panel>
  );
}
