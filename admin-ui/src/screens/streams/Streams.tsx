import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { useRows } from "../../design/usePart";
import { keymap, useKeys } from "../../frame/keymap";
import { matches } from "../../frame/matches";
import { type Entry, byUrgency, urgency } from "../../live/condition";
import { useEntries, useLive, useStore } from "../../live/context";
import { texts, useKept } from "../../session/useKept";
import { Row, narrow, toTheRight } from "./Cells";
import { Tools } from "./Tools";
import { type Column, type Saved, columns, csv, savedOf, usual } from "./columns";

/** Of a row in pixels, with its line. */
const ROW = 37;

const chosenOf = (kept: unknown) => {
  const names = texts(kept);
  return names && columns.filter((one) => names.includes(one));
};

/** All streams as a table: what the wall shows, for those who read. */
export default function Streams() {
  const { t } = useTranslation();
  const all = useEntries();
  const store = useStore();
  const loaded = useLive((state) => state.loaded);
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useKept<Column[]>("streams-columns", chosenOf, usual);
  const [saved, setSaved] = useKept<Saved[]>("streams-filters", savedOf, []);
  const filter = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const text = search.get("q") ?? "";
  const state = urgency.find((one) => one === search.get("state"));
  const shown = useMemo(
    () =>
      all
        .filter((one) => matches(text, [one.key, one.stream?.source?.remote ?? "", ...(one.route?.labels ?? [])].join(" ")))
        .filter((one) => !state || one.condition === state)
        .sort(byUrgency),
    [all, text, state],
  );
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
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
          onChange={(event) => set("q", event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          className="min-h-8 w-48 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
        <select
          aria-label={t("streams.state")}
          value={state ?? ""}
          onChange={(event) => set("state", event.target.value)}
          className="min-h-8 rounded-md border border-strong bg-surface px-2"
        >
          <option value="">{t("streams.everyState")}</option>
          {urgency.map((one) => (
            <option key={one} value={one}>
              {t(`state.${one}`)}
            </option>
          ))}
        </select>
        <Tools
          chosen={chosen}
          onColumns={setChosen}
          saved={saved}
          onSaved={setSaved}
          query={search.toString()}
          csv={() => csv(shown, chosen, store.get().stats?.streams)}
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
        <Table shown={shown} chosen={chosen} body={body} />
      )}
    </>
  );
}

interface TableProps {
  shown: readonly Entry[];
  chosen: readonly Column[];
  body: React.RefObject<HTMLTableSectionElement | null>;
}

/** Draws the rows that are in sight. */
function Table({ shown, chosen, body }: TableProps) {
  const { t } = useTranslation();
  const [from, to] = useRows(body, shown.length, ROW);
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0} role="group" aria-label={t("streams.title")}>
      <table
        aria-rowcount={shown.length + 1}
        className="w-full text-left whitespace-nowrap [&_td]:px-4 [&_th]:px-4 [&_th]:py-2 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line"
      >
        <thead className="border-b border-line">
          <tr aria-rowindex={1}>
            <th scope="col">{t("streams.state")}</th>
            <th scope="col">{t("streams.key")}</th>
            {chosen.map((one) => (
              <th key={one} scope="col" className={`${toTheRight.includes(one) ? "text-right" : ""} ${narrow[one] ?? ""}`}>
                {t(`streams.column.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {from > 0 && <tr aria-hidden="true" style={{ height: from * ROW }} />}
          {shown.slice(from, to).map((entry, index) => (
            <Row key={entry.key} entry={entry} columns={chosen} index={from + index} />
          ))}
          {to < shown.length && <tr aria-hidden="true" style={{ height: (shown.length - to) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
}
