import { Plus, X } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Button } from "../../design/Button";
import { ButtonLink } from "../../design/ButtonLink";
import { Notice } from "../../design/Notice";
import { ScreenHead, Skeleton } from "../../design/Panel";
import { keymap, useKeys } from "../../frame/keymap";
import { later } from "../../frame/later";
import { matches } from "../../frame/matches";
import { useLive, useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Conflict } from "../route/Conflict";
import { Matrix } from "./Matrix";
import { NewPush } from "./NewPush";
import { NewStream } from "./NewStream";
import { RouteTable } from "./RouteTable";
import { UndoNotice } from "./UndoNotice";
import { only } from "./board";
import { type Service, fewerServices, services } from "./ports";
import { useBoard } from "./useBoard";
import { useWiring } from "./useWiring";

const Bay = later(() => import("./Bay"));

const views = ["bay", "matrix", "table"] as const;
type View = (typeof views)[number];

/** A telephone has no room for three columns. */
const narrow = () => window.innerWidth < 700;

/** What is connected with what: as a patch bay, a matrix and a table. */
export default function Routes() {
  const { t } = useTranslation();
  const { operate } = useMay();
  const online = useOnline();
  const loaded = useLive((state) => state.loaded);
  const [search, setSearch] = useSearchParams();
  const all = search.get("all") === "1";
  const shown = useMemo<Service[]>(() => (all ? [...services, ...fewerServices] : [...services]), [all]);
  const text = search.get("q") ?? "";
  const whole = useBoard(shown);
  const alone = search.get("only") ?? "";
  const board = useMemo(() => {
    const keys = alone.split(",").filter(Boolean);
    if (!text.trim() && keys.length === 0) return whole;
    return only(
      whole,
      (one) =>
        matches(text, [one.key, ...(one.route?.labels ?? [])].join(" ")) && (keys.length === 0 || keys.includes(one.key)),
    );
  }, [whole, text, alone]);
  const wiring = useWiring(board);
  const asked = views.find((one) => one === search.get("view"));
  const view: View = asked ?? (narrow() ? "table" : "bay");
  const set = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  useKeys({
    [keymap.undo]: wiring.undo,
    [keymap.filter]: (event) => {
      event.preventDefault();
      document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
    },
  });
  if (!loaded) return <Skeleton className="h-96" />;
  return (
    <div className="flex min-h-[calc(100dvh-7.5rem)] flex-col">
      <ScreenHead title={t("routes.title")}>
        <input
          type="search"
          aria-label={t("routes.filter")}
          placeholder={`${t("routes.filter")} ( / )`}
          value={text}
          onChange={(event) => set("q", event.target.value || undefined)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          className="min-h-8 w-44 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
        {alone && (
          <Button onClick={() => set("only", undefined)}>
            {t("routes.onlyThis", { key: alone.replaceAll(",", ", ") })}
            <X aria-hidden="true" className="size-4" />
            <span className="sr-only">{t("routes.showAll")}</span>
          </Button>
        )}
        <label className="inline-flex min-h-8 items-center gap-2 text-soft">
          <input type="checkbox" checked={all} onChange={(event) => set("all", event.target.checked ? "1" : undefined)} />
          {t("routes.allOutputs")}
        </label>
        <ToggleGroup.Root
          type="single"
          value={view}
          onValueChange={(chosen) => chosen && set("view", chosen)}
          aria-label={t("routes.view")}
          className="flex"
        >
          {views.map((one) => (
            <ToggleGroup.Item
              key={one}
              value={one}
              className="min-h-8 border-y border-r border-line px-3 text-soft first:rounded-l-md first:border-l last:rounded-r-md data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink"
            >
              {t(`routes.as.${one}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
        {operate && (
          <ButtonLink to="/routes/new" off={!online}>
            <Plus aria-hidden="true" />
            {t("routes.addSource")}
          </ButtonLink>
        )}
      </ScreenHead>
      {wiring.problem && (
        <div className="mb-3">
          <Notice kind="bad" alert>
            {wiring.problem}
          </Notice>
        </div>
      )}
      {view === "bay" && (
        <Suspense fallback={<Skeleton className="grow" />}>
          <Bay board={board} wiring={wiring} lit={search.get("lit") ?? undefined} onOnly={(keys) => set("only", keys.join())} />
        </Suspense>
      )}
      {view === "matrix" && <Matrix board={board} wiring={wiring} />}
      {view === "table" && <RouteTable board={board} />}
      <p role="status" aria-live="polite" className="sr-only" data-said>
        {wiring.said}
      </p>
      <UndoNotice wiring={wiring} />
      {wiring.newStream && <NewStream source={wiring.newStream} wiring={wiring} board={whole} />}
      {wiring.newPush && <NewPush stream={wiring.newPush} wiring={wiring} />}
      {wiring.late && (
        <Conflict mine={wiring.late.edit.patch} current={wiring.late.current} onMine={wiring.keepMine} onTheirs={wiring.close} />
      )}
    </div>
  );
}
