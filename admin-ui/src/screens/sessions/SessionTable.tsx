import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Session, api, taken } from "../../api/client";
import { IconButton } from "../../design/Button";
import { Confirm } from "../../design/Confirm";
import { Notice } from "../../design/Notice";
import { Skeleton } from "../../design/Panel";
import { cards } from "../../design/cards";
import { useFormat } from "../../i18n";
import { useGatewayNow, useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";

const EVERY_MS = 2_000;
const MOST = 200;

interface Query {
  key?: string;
  q?: string;
  kind?: Session["kind"];
  /** The number of a node of the cluster, or `all`; without, this one's. */
  node?: string;
}

/** Who publishes, watches and is pushed to; whoever may operate ends a session. */
export function SessionTable({ query, ofOneStream = false }: { query: Query; ofOneStream?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({
    queryKey: ["sessions", query],
    queryFn: () => taken(api.GET("/sessions", { params: { query: { ...query, limit: MOST } } })),
    refetchInterval: EVERY_MS,
    enabled: online,
    placeholderData: (before) => before,
  });
  const kick = useKick();
  const now = useGatewayNow();
  if (found.isPending) return <Skeleton className="m-4 h-24" />;
  if (!found.data) return <p className="p-4 text-soft"><Failure of={found.error} /></p>;
  const { items, total } = found.data;
  const ofAllNodes = query.node === "all";
  const columns = ["kind", ...(ofAllNodes ? ["node"] : []), ...(ofOneStream ? [] : ["stream"]), "remote", "for", "bytes", "drops"];
  const labels = columns.map((one) => t(`sessions.${one}`));
  return (
    <>
      {kick.failure && (
        <div className="p-3">
          <Notice kind="bad" alert>
            <Failure of={kick.failure} />
          </Notice>
        </div>
      )}
      {items.length === 0 ? (
        <p className="p-4 text-soft">{t("sessions.none")}</p>
      ) : (
        <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("sessions.title")}>
          <table style={cards(labels)} className="cards w-full text-left whitespace-nowrap [&_td]:px-4 [&_td]:py-1 [&_th]:px-4 [&_th]:py-1.5 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
            <thead>
              <tr>
                {labels.map((label, at) => (
                  <th key={label} scope="col" className={at >= labels.length - 2 ? "text-right" : undefined}>
                    {label}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">{t("sessions.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={`${one.node ?? ""} ${one.id}`} data-session={one.kind}>
                  <td>
                    {t(`sessions.${one.kind}`)} <span className="text-soft">{one.protocol.toUpperCase()}</span>
                    {one.problem && <span lang="en" className="ml-2 text-warn">{one.problem}</span>}
                  </td>
                  {ofAllNodes && <td>{one.node}</td>}
                  {!ofOneStream && (
                    <td>
                      {one.key && (
                        <Link to={`/streams/${one.key}`} className="hover:underline">
                          {one.key}
                        </Link>
                      )}
                    </td>
                  )}
                  <td>
                    {one.remote} {one.user && <span className="text-soft">{one.user}</span>}
                  </td>
                  <td title={format.time(one.since)}>{format.span(now - Date.parse(one.since))}</td>
                  <td className="text-right">{format.bytes(one.bytes)}</td>
                  <td className={`text-right ${one.drops > 0 ? "text-warn" : "text-soft"}`}>{format.number(one.drops)}</td>
                  <td className="text-right">{kick.button(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > items.length && (
        <p className="border-t border-line px-4 py-2 text-sm text-soft">
          {t("sessions.more", { shown: format.number(items.length), total: format.number(total) })}
        </p>
      )}
      {kick.dialog}
    </>
  );
}

function useKick() {
  const { t } = useTranslation();
  const { operate } = useMay();
  const online = useOnline();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Session | null>(null);
  const end = useMutation({
    mutationFn: ({ id, node }: Session) =>
      taken(api.DELETE("/sessions/{id}", { params: { path: { id }, query: node && node !== "local" ? { node } : {} } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return {
    failure: end.error,
    button: (session: Session) =>
      operate && (
        <IconButton
          label={t("sessions.end", { remote: session.remote })}
          disabled={!online || (end.isPending && end.variables.id === session.id && end.variables.node === session.node)}
          onClick={() => setAsked(session)}
        >
          <UserX />
        </IconButton>
      ),
    dialog: (
      <Confirm
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t("sessions.endTitle", { remote: asked?.remote ?? "" })}
        action={t("sessions.endAction")}
        onConfirm={() => asked && end.mutate(asked)}
      >
        {t(`sessions.endSays.${asked?.kind ?? "viewer"}`)}
      </Confirm>
    ),
  };
}
