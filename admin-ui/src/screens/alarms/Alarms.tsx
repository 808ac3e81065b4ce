import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Alarm, api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { Empty, Panel, ScreenHead } from "../../design/Panel";
import { cards } from "../../design/cards";
import { useFormat } from "../../i18n";
import { Finding } from "../../i18n/Finding";
import { useGatewayNow, useLive, useOnline } from "../../live/context";
import type { LiveEvent } from "../../live/store";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";

const MOST = 100;

/** What needs somebody's eyes now, and what has happened. */
export default function Alarms() {
  const { t } = useTranslation();
  const alarms = useLive((state) => state.alarms);
  const sorted = [...alarms.values()].sort(
    (a, b) => a.severity.localeCompare(b.severity) || b.since.localeCompare(a.since),
  );
  return (
    <>
      <ScreenHead title={t("alarms.title")} />
      <div className="space-y-4">
        <Panel title={t("alarms.open")}>
          {sorted.length === 0 ? (
            <Empty title={t("alarms.none")} />
          ) : (
            <ul className="space-y-2 p-3">
              {sorted.map((alarm) => (
                <li key={alarm.id}>
                  <Open alarm={alarm} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
        <Events />
      </div>
    </>
  );
}

function Open({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const now = useGatewayNow();
  const acknowledge = useMutation({
    mutationFn: () =>
      taken(api.POST("/alarms/{id}/acknowledge", { params: { path: { id: alarm.id } }, body: { note: "" } })),
  });
  const streams = useLive((state) => state.streams);
  const routes = useLive((state) => state.routes);
  const known = streams.has(alarm.subject) || routes.has(alarm.subject);
  return (
    <Notice kind={alarm.severity === "critical" ? "bad" : "warn"}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <b className="mr-2 font-semibold">{t(`stream.severity.${alarm.severity}`)}</b>
          {known ? (
            <Link to={`/streams/${alarm.subject}`} className="text-accent underline">
              {alarm.subject}
            </Link>
          ) : (
            alarm.subject
          )}
          <Finding code={alarm.kind} says={alarm.message} next={alarm.advice} />
        </div>
        <div className="flex items-center gap-3 text-sm text-soft">
          <span title={format.time(alarm.since)}>
            {t("alarms.for", { span: format.span(now - Date.parse(alarm.since)) })}
            {alarm.count > 1 && `, ${t("alarms.times", { times: format.number(alarm.count) })}`}
          </span>
          {alarm.acknowledged ? (
            <span>{t("alarms.seenBy", { who: alarm.acknowledged.who })}</span>
          ) : (
            operate && (
              <Button disabled={!online || acknowledge.isPending} onClick={() => acknowledge.mutate()}>
                {t("alarms.acknowledge")}
              </Button>
            )
          )}
        </div>
      </div>
      {acknowledge.error && <p role="alert"><Failure of={acknowledge.error} /></p>}
    </Notice>
  );
}

/** A subject of many kinds begins with the key. */
function about({ key, subject }: LiveEvent): string {
  return (subject.startsWith(key) ? subject : `${key} ${subject}`).trim() || key || "–";
}

function Events() {
  const { t } = useTranslation();
  const format = useFormat();
  const fresh = useLive((state) => state.events);
  const list = useQuery({
    queryKey: ["events"],
    queryFn: () => taken(api.GET("/events", { params: { query: { limit: MOST } } })),
    staleTime: 0,
  });
  const known = list.data?.items ?? [];
  const labels = ["at", "what", "of", "change", "who", "why"].map((one) => t(`alarms.${one}`));
  const newest = known[0]?.id ?? 0;
  const shown = [...fresh.filter((event) => event.id > newest), ...known].slice(0, MOST);
  return (
    <Panel title={t("alarms.events")}>
      {list.error && <p className="p-4 text-soft"><Failure of={list.error} /></p>}
      <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("alarms.events")}>
        <table style={cards(labels)} className="cards w-full text-left whitespace-nowrap [&_td]:px-4 [&_td]:py-1 [&_th]:px-4 [&_th]:py-1.5 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
          <thead>
            <tr>
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((event) => (
              <tr key={event.id}>
                <td className="text-soft">{format.time(event.at)}</td>
                <td>{t(`alarms.kind.${event.kind}`, { defaultValue: event.kind })}</td>
                <td lang="en">{about(event)}</td>
                <td lang="en">
                  {[event.from, event.to].filter(Boolean).join(" → ")}
                </td>
                <td translate="no" className="text-soft">
                  {event.who}
                </td>
                <td lang="en" className="max-w-96 truncate text-soft" title={event.detail}>
                  {event.detail}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
