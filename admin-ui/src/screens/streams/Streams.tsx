import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { StateBadge } from "../../design/State";
import { keymap, useKeys } from "../../frame/keymap";
import { matches } from "../../frame/matches";
import { useNow } from "../../frame/useNow";
import { useFormat } from "../../i18n";
import { type Entry, byUrgency } from "../../live/condition";
import { useEntries, useLive, useNumbers } from "../../live/context";
import { Sparkline } from "../overview/Sparkline";

/** All streams as a table: what the wall shows, for those who read. */
export default function Streams() {
  const { t } = useTranslation();
  const all = useEntries();
  const loaded = useLive((state) => state.loaded);
  const [search, setSearch] = useSearchParams();
  const filter = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useNow();
  const text = search.get("q") ?? "";
  const shown = useMemo(
    () =>
      all
        .filter((one) => matches(text, [one.key, one.stream?.source?.remote ?? "", ...(one.route?.labels ?? [])].join(" ")))
        .sort(byUrgency),
    [all, text],
  );
  const move = (by: number) => {
    const links = [...(body.current?.querySelectorAll("a") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useKeys({
    [keymap.filter]: (event) => {
      event.preventDefault();
      filter.current?.focus();
    },
    [keymap.next]: () => move(1),
    [keymap.previous]: () => move(-1),
  });
  if (!loaded) return <Skeleton className="h-64" />;
  return (
    <>
      <ScreenHead title={t("streams.title")}>
        <input
          ref={filter}
          type="search"
          aria-label={t("streams.filter")}
          placeholder={`${t("streams.filter")} ( / )`}
          value={text}
          onChange={(event) => setSearch(event.target.value ? { q: event.target.value } : {}, { replace: true })}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          className="min-h-8 w-56 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
      </ScreenHead>
      {shown.length === 0 ? (
        <Empty title={t(all.length === 0 ? "overview.empty" : "overview.noMatch")}>
          {all.length === 0 && (
            <Link to="/" className="text-accent underline">
              {t("streams.how")}
            </Link>
          )}
        </Empty>
      ) : (
        <div className="relative overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-left whitespace-nowrap [&_td]:px-4 [&_td]:py-1.5 [&_th]:px-4 [&_th]:py-2 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
            <thead className="border-b border-line">
              <tr>
                <th scope="col">{t("streams.state")}</th>
                <th scope="col">{t("streams.key")}</th>
                <th scope="col" className="max-sm:hidden">{t("streams.source")}</th>
                <th scope="col" className="max-md:hidden">{t("streams.tracks")}</th>
                <th scope="col" className="text-right">{t("stream.bitRate")}</th>
                <th scope="col" className="text-right max-sm:hidden">{t("overview.viewers")}</th>
                <th scope="col" className="max-lg:hidden">{t("stream.since")}</th>
              </tr>
            </thead>
            <tbody ref={body}>
              {shown.map((entry) => (
                <Row key={entry.key} entry={entry} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({ entry, now }: { entry: Entry; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const numbers = useNumbers(entry.key);
  const { stream } = entry;
  const since = stream ? Date.parse(stream.since) : entry.goneAt;
  const video = stream?.tracks.find((track) => track.kind === "video");
  return (
    <tr className="hover:bg-raised">
      <td>
        <StateBadge state={entry.condition} />
      </td>
      <td className="max-w-64 truncate">
        <Link to={`/streams/${entry.key}`} className="font-medium hover:underline">
          {entry.key}
        </Link>
        {entry.instant && <span className="ml-2 rounded bg-raised px-1.5 text-xs text-soft">{t("overview.instant")}</span>}
      </td>
      <td className="text-soft max-sm:hidden">
        {stream?.source ? `${stream.source.protocol.toUpperCase()} ${stream.source.remote}` : "–"}
      </td>
      <td className="text-soft max-md:hidden">
        {stream?.tracks.map((track) => track.codec).join(", ")} {video?.width && `${video.width} × ${video.height}`}
      </td>
      <td className="text-right">
        <span className="inline-flex items-center gap-3">
          <span className="max-lg:hidden">
            <Sparkline streamKey={entry.key} />
          </span>
          {stream ? format.bitRate(numbers?.bitrateBps ?? stream.bitrateBps) : "–"}
        </span>
      </td>
      <td className="text-right max-sm:hidden">{stream ? format.number(numbers?.viewers ?? stream.viewers) : "–"}</td>
      <td className="text-soft max-lg:hidden" title={since ? format.time(since) : undefined}>
        {since ? format.span(now - since) : "–"}
      </td>
    </tr>
  );
}
