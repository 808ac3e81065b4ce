import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Panel, ScreenHead } from "../../../design/Panel";
import { matches } from "../../../frame/matches";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Failure } from "../../../session/Failure";
import { Verdict } from "../parts";

const levels = ["error", "warn", "info", "debug"] as const;
type Level = (typeof levels)[number];
type Line = Awaited<ReturnType<typeof load>>["items"][number];

const EVERY_MS = 1_500;
/** Of more the oldest go. */
const MOST = 500;
const tones = { error: "bad", warn: "warn", info: "good", debug: "off" } as const;

const load = (after: number, level: Level) => taken(api.GET("/diagnostics/log", { params: { query: { level, limit: MOST, ...(after ? { after } : {}) } } }));

/** The log as it is written; paused, it stands still. */
export default function Log() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [level, setLevel] = useState<Level>("info");
  const [paused, setPaused] = useState(false);
  const [q, setQ] = useState("");
  const [lines, setLines] = useState<Line[]>([]);
  const last = useRef(0);
  const found = useQuery({
    queryKey: ["log", level],
    queryFn: async () => {
      const page = await load(last.current, level);
      last.current = page.last;
      // two answers to one question say the same lines
      setLines((before) => [...before, ...page.items.filter(({ number }) => number > (before.at(-1)?.number ?? 0))].slice(-MOST));
      return page.last;
    },
    refetchInterval: EVERY_MS,
    enabled: online && !paused,
    staleTime: 0,
    gcTime: 0,
  });
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    // whoever has scrolled up reads
    if (box && lines.length > 0 && box.scrollHeight - box.scrollTop - box.clientHeight < 400) box.scrollTop = box.scrollHeight;
  }, [lines]);
  const shown = lines.filter((line) => matches(q, `${line.logger} ${line.text}`));
  return (
    <>
      <ScreenHead title={t("settings.page.log")}>
        <select
          aria-label={t("settings.log.level")}
          value={level}
          onChange={(event) => {
            last.current = 0;
            setLines([]);
            setLevel(event.target.value as Level);
          }}
          className="min-h-8 rounded-md border border-strong bg-surface px-2"
        >
          {levels.map((one) => (
            <option key={one} value={one}>
              {t(`settings.log.atLeast.${one}`)}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t("settings.log.filter")}
          placeholder={t("settings.log.filter")}
          value={q}
          onChange={(event) => setQ(event.target.value)}
          className="min-h-8 w-56 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
        <Button aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? <Play aria-hidden="true" className="size-4" /> : <Pause aria-hidden="true" className="size-4" />}
          {t(paused ? "settings.log.goOn" : "settings.log.pause")}
        </Button>
      </ScreenHead>
      <Panel title={t("settings.log.last", { count: shown.length })}>
        {found.error && (
          <p role="alert" className="p-4 text-soft">
            <Failure of={found.error} />
          </p>
        )}
        <div ref={list} tabIndex={0} role="group" aria-label={t("settings.page.log")} className="max-h-[70dvh] overflow-y-auto">
          <ol className="py-1 font-mono text-sm">
            {shown.map((line) => (
              <li key={line.number} data-line={line.level} className="grid gap-x-3 px-4 py-0.5 hover:bg-raised md:grid-cols-[11rem_5.5rem_9rem_1fr]">
                <time dateTime={line.at} className="text-soft">
                  {format.time(line.at)}
                </time>
                <Verdict tone={tones[line.level]}>{t(`settings.log.levels.${line.level}`)}</Verdict>
                <span translate="no" className="truncate text-soft" title={line.logger}>
                  {line.logger}
                </span>
                <span lang="en" className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
              </li>
            ))}
          </ol>
        </div>
      </Panel>
    </>
  );
}
