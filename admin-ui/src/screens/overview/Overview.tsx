import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { keymap, useKeys } from "../../frame/keymap";
import { matches } from "../../frame/matches";
import { useNow } from "../../frame/useNow";
import { type Condition, byUrgency, urgency } from "../../live/condition";
import { useEntries, useLive } from "../../live/context";
import { Controls, type Density, useDensity, useOrder } from "./Controls";
import { FirstSource } from "./FirstSource";
import { Tile } from "./Tile";
import { usePreviews } from "./previews";

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
  const [density, setDensity] = useDensity();
  const [order, setOrder] = useOrder();
  const wall = useRef<HTMLUListElement>(null);
  const previews = usePreviews();
  const now = useNow();
  const text = search.get("q") ?? "";
  const states = (search.get("state")?.split(",") ?? []).filter((one): one is Condition =>
    urgency.includes(one as Condition),
  );
  const shown = useMemo(() => {
    const sorted = [...all].sort(order === "trouble" ? byUrgency : (a, b) => a.key.localeCompare(b.key));
    return sorted.filter(
      (one) =>
        matches(text, [one.key, ...(one.route?.labels ?? [])].join(" ")) &&
        (states.length === 0 || states.includes(one.condition)),
    );
  }, [all, order, text, states.join()]);

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
    [keymap.fullscreen]: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void wall.current?.requestFullscreen();
    },
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
          <Controls all={all} states={states} density={density} onDensity={setDensity} order={order} onOrder={setOrder} />
        )}
      </ScreenHead>
      {all.length === 0 && <FirstSource />}
      {all.length > 0 && shown.length === 0 && <Empty title={t("overview.noMatch")} />}
      <ul ref={wall} className={`grid gap-3 bg-ground ${columns[density]} fullscreen:content-start fullscreen:overflow-auto fullscreen:p-3`}>
        {shown.map((entry) => (
          <Tile key={entry.key} entry={entry} now={now} dense={density === "small"} preview={previews.on(entry.key)} onPreview={previews.toggle} />
        ))}
      </ul>
    </>
  );
}
