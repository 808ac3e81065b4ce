import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { StateMark } from "../../design/State";
import { useGrowing } from "../../design/useGrowing";
import { Clock } from "../../frame/Clock";
import { Pill } from "../../frame/Pill";
import { keymap, useKeys } from "../../frame/keymap";
import { matches } from "../../frame/matches";
import { type Condition, urgency } from "../../live/condition";
import { useEntries, useLive } from "../../live/context";
import { oneOf, texts, useKept } from "../../session/useKept";
import { Controls, type Density, densities } from "./Controls";
import { FirstSource } from "./FirstSource";
import { Tile } from "./Tile";
import { type Order, grouped, groupings, moved, ordered, orders } from "./order";
import { usePreviews } from "./previews";
import { useKiosk } from "./useKiosk";

const columns: Record<Density, string> = {
  small: "grid-cols-2 sm:grid-cols-3 lg:grid-cols-5 xl:grid-cols-6 2xl:grid-cols-8",
  medium: "grid-cols-1 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 2xl:grid-cols-5",
  large: "grid-cols-1 md:grid-cols-2 2xl:grid-cols-3",
};

/** The wall: a tile for each source, trouble first. */
export default function Overview() {
  const { t } = useTranslation();
  const all = useEntries();
  const loaded = useLive((state) => state.loaded);
  const [search] = useSearchParams();
  const [density, setDensity] = useKept<Density>("wall-density", oneOf(densities), "medium");
  const [order, setOrder] = useKept<Order>("wall-order", oneOf(orders), "trouble");
  const [own, setOwn] = useKept<string[]>("wall-own", texts, []);
  const wall = useRef<HTMLDivElement>(null);
  const previews = usePreviews();
  const kiosk = useKiosk(wall);
  const text = search.get("q") ?? "";
  const states = (search.get("state")?.split(",") ?? []).filter((one): one is Condition =>
    urgency.includes(one as Condition),
  );
  const group = oneOf(groupings)(search.get("group")) ?? "none";
  const shown = useMemo(
    () =>
      ordered(all, order, own).filter(
        (one) =>
          matches(text, [one.key, ...(one.route?.labels ?? [])].join(" ")) &&
          (states.length === 0 || states.includes(one.condition)),
      ),
    [all, order, own, text, states.join()],
  );
  const { most, end } = useGrowing(shown.length);
  const groups = useMemo(() => grouped(shown.slice(0, most), group), [shown, most, group]);
  const latest = useRef({ shown, own });
  latest.current = { shown, own };
  const place = useCallback(
    (key: string, to: number | string) => {
      const keys = latest.current.shown.map((one) => one.key);
      const by = typeof to === "number" ? to : keys.indexOf(to) - keys.indexOf(key);
      setOwn(moved(keys, latest.current.own, key, by));
    },
    [setOwn],
  );

  function move(by: number) {
    const tiles = [...(wall.current?.querySelectorAll<HTMLElement>("a[data-tile]") ?? [])];
    const at = tiles.indexOf(document.activeElement as HTMLElement);
    tiles[Math.min(Math.max(at + by, 0), tiles.length - 1)]?.focus();
  }

  useKeys({
    [keymap.next]: () => move(1),
    [keymap.previous]: () => move(-1),
    [keymap.preview]: (event) => {
      const key = (document.activeElement as HTMLElement | null)?.dataset.tile;
      if (!key) return;
      event.preventDefault();
      previews.toggle(key);
    },
    [keymap.fullscreen]: kiosk.toggle,
  });

  if (!loaded) {
    return (
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4" role="status" aria-label={t("loading")}>
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="aspect-video" />
        ))}
      </div>
    );
  }
  return (
    <>
      <ScreenHead title={t("overview.title")}>
        {all.length > 0 && (
          <Controls
            all={all}
            states={states}
            density={density}
            onDensity={setDensity}
            order={order}
            onOrder={setOrder}
            onKiosk={kiosk.toggle}
          />
        )}
      </ScreenHead>
      {all.length === 0 && <FirstSource />}
      {all.length > 0 && shown.length === 0 && <Empty title={t("overview.noMatch")} />}
      <div ref={wall} data-wall className="space-y-5 bg-ground fullscreen:overflow-auto fullscreen:p-3">
        {kiosk.on && (
          <div className="flex items-center gap-4">
            <span className="font-semibold">Tidegate</span>
            <Pill />
            <span className="grow" />
            <Clock />
          </div>
        )}
        {groups.map(({ name, entries, worst }) => (
          <section key={name} aria-label={group === "none" ? t("overview.title") : name || t("overview.noGroup")}>
            {group !== "none" && (
              <h2 className="mb-2 flex items-center gap-2">
                <StateMark state={worst} />
                {name || t("overview.noGroup")}
                <span className="font-normal text-soft">{entries.length}</span>
              </h2>
            )}
            <ul className={`grid gap-3 ${columns[density]}`}>
              {entries.map((entry) => (
                <Tile
                  key={entry.key}
                  entry={entry}
                  dense={density === "small"}
                  preview={previews.on(entry.key)}
                  onPreview={previews.toggle}
                  onMove={order === "own" && group === "none" ? place : undefined}
                />
              ))}
            </ul>
          </section>
        ))}
        <span ref={end} />
      </div>
    </>
  );
}
