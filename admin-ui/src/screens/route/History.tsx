import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { restore } from "../../api/routes";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { Panel, Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { Differences } from "./Differences";

const MOST = 50;

interface Props {
  routeKey: string;
  version: number | undefined;
  /** For whoever does not see that it is another one. */
  onSaid: (words: string) => void;
}

/** Every change of a route: what it did, and the way back to how it was after it. */
export function History({ routeKey, version, onSaid }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const queries = useQueryClient();
  const [open, setOpen] = useState<number>();
  const found = useQuery({
    // a new version is a new list
    queryKey: ["versions", routeKey, version ?? 0],
    queryFn: () => taken(api.GET("/versions", { params: { query: { key: routeKey, limit: MOST } } })),
    placeholderData: (before) => before,
    enabled: online,
  });
  const back = useMutation({
    mutationFn: (to: number) => restore(to, routeKey),
    onSuccess: (_, to) => {
      onSaid(t("route.restored", { version: to }));
      return queries.invalidateQueries({ queryKey: ["versions", routeKey] });
    },
  });
  const items = found.data?.items ?? [];
  return (
    <Panel title={t("route.history")}>
      {back.error && (
        <div className="p-3">
          <Notice kind="bad" alert>
            <Failure of={back.error} />
          </Notice>
        </div>
      )}
      {found.isPending && <Skeleton className="m-4 h-24" />}
      {found.isSuccess && items.length === 0 && <p className="p-4 text-soft">{t("route.noHistory")}</p>}
      <ol className="divide-y divide-line">
        {items.map((change, index) => {
          const of = change.version ?? 0;
          const action = change.routes.find((one) => one.key === routeKey)?.action ?? "update";
          const newest = index === 0;
          return (
            <li key={of} data-version={of} className="px-4 py-2">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{t(`route.action.${action}`)}</span>
                <span className="min-w-0 grow text-soft">
                  {format.time(change.at)}, {change.who}
                </span>
                <Button
                  kind="quiet"
                  aria-expanded={open === of}
                  onClick={() => setOpen(open === of ? undefined : of)}
                  aria-label={t(open === of ? "route.hideVersion" : "route.showVersion", { version: of })}
                >
                  {t(open === of ? "route.hide" : "route.show")}
                </Button>
                {operate && !newest && action !== "delete" && (
                  <Button
                    disabled={!online || back.isPending}
                    onClick={() => back.mutate(of)}
                    aria-label={t("route.restoreVersion", { version: of })}
                  >
                    {t("route.restore")}
                  </Button>
                )}
              </div>
              {open === of && <Version version={of} routeKey={routeKey} />}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Version({ version, routeKey }: { version: number; routeKey: string }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["version", version],
    queryFn: () => taken(api.GET("/versions/{version}", { params: { path: { version } } })),
    staleTime: Infinity,
  });
  if (found.isPending) return <Skeleton className="mt-2 h-12" />;
  if (!found.data) return <p className="text-bad"><Failure of={found.error} /></p>;
  const diff = found.data.routes.find((one) => one.key === routeKey)?.diff ?? [];
  const items = diff.map((one) => ({ path: one.path, before: one.before, after: one.after }));
  return (
    <div className="mt-2">
      <Differences items={items} before={t("route.before")} after={t("route.after")} />
    </div>
  );
}
