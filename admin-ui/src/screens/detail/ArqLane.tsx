import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n";
import type { LaneView } from "./Lanes";
import { type Kind, type Mark, counted, kinds } from "./arq";
import { type Drawn, arqOptions, colours, shapes } from "./arqPlot";
import { useThemeName } from "./colours";
import { uPlot } from "./plot";

/** What is told of one instant. */
const NEAR_S = 1;

/** Decisions beside the lanes: when a loss was noticed, what was asked for, and whether it came within the window. */
export function ArqLane({ marks, windowMs, view }: { marks: readonly Mark[]; windowMs: number; view: LaneView }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useRef<Drawn>({ marks, windowMs });
  drawn.current = { marks, windowMs };
  const theme = useThemeName();
  const data = useMemo<uPlot.AlignedData>(() => [[view.from, view.to], [null, null]], [view.from, view.to]);
  const newest = useRef(data);
  newest.current = data;
  useEffect(() => {
    if (!place.current) return;
    const made = new uPlot(arqOptions(view.width, i18n.language, () => drawn.current), newest.current, place.current);
    plot.current = made;
    return () => made.destroy();
  }, [view.width, i18n.language, theme]);
  useEffect(() => plot.current?.setData(data), [data, marks, windowMs]);
  const near = counted(marks.filter((mark) => mark.at >= view.at && mark.at < view.at + NEAR_S));
  const all = counted(marks);
  return (
    <section data-lane="arq" data-at={view.at} data-recovered={all.recovered} data-reported={all.reported} aria-label={t("detail.arq.title")}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-1 text-xs">
        <h3 className="font-medium text-soft">{t("detail.arq.lane", { window: format.number(windowMs) })}</h3>
        <ul className="flex flex-wrap gap-x-4">
          {kinds.map((kind) => (
            <li key={kind} className="inline-flex items-center gap-1.5">
              <Sign kind={kind} />
              <span className="text-soft">{t(`detail.arq.kind.${kind}`)}</span>
              <b className="font-medium">{format.number(near[kind])}</b>
            </li>
          ))}
        </ul>
      </div>
      <div ref={place} aria-hidden="true" />
    </section>
  );
}

export function Sign({ kind }: { kind: Kind }) {
  const hollow = kind === "reported" || kind === "gave-up";
  return (
    <svg viewBox="-6 -6 12 12" aria-hidden="true" className="size-3 shrink-0">
      <path d={shapes[kind]} fill={hollow ? "none" : `var(${colours[kind]})`} stroke={`var(${colours[kind]})`} strokeWidth="1.5" />
    </svg>
  );
}
