import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Skeleton } from "../../design/Panel";
import { cards } from "../../design/cards";
import { useFormat } from "../../i18n";
import { useLive } from "../../live/context";
import { Failure } from "../../session/Failure";

const MOST = 100;

/** What has happened to one stream, the newest first; new ones come by themselves. */
export function StreamEvents({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fresh = useLive((state) => state.events);
  const list = useQuery({
    queryKey: ["events", streamKey],
    queryFn: () => taken(api.GET("/events", { params: { query: { key: streamKey, limit: MOST } } })),
    staleTime: 0,
  });
  if (list.isPending) return <Skeleton className="m-4 h-24" />;
  if (!list.data) return <p className="p-4 text-soft"><Failure of={list.error} /></p>;
  const newest = list.data.items[0]?.id ?? 0;
  const shown = [...fresh.filter((one) => one.key === streamKey && one.id > newest), ...list.data.items].slice(0, MOST);
  if (shown.length === 0) return <p className="p-4 text-soft">{t("detail.noEvents")}</p>;
  const labels = ["at", "what", "change", "who", "why"].map((one) => t(`alarms.${one}`));
  return (
    <div className="relative max-h-96 overflow-auto" tabIndex={0} role="group" aria-label={t("detail.tab.events")}>
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
            <tr key={event.id} data-event={event.kind}>
              <td className="text-soft">{format.time(event.at)}</td>
              <td>{t(`alarms.kind.${event.kind}`, { defaultValue: event.kind })}</td>
              <td lang="en">{[event.from, event.to].filter(Boolean).join(" → ")}</td>
              <td translate="no" className="text-soft">{event.who}</td>
              <td lang="en" className="max-w-96 truncate text-soft" title={event.detail}>
                {event.detail}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
