import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer } from "../parts";

type Sample = Awaited<ReturnType<typeof load>>;

const EVERY_MS = 2_000;
/** Four minutes. */
const MOST = 120;

const load = () => taken(api.GET("/diagnostics/runtime"));

/** What the process uses now, and did since this page was opened. */
export default function Runtime() {
  const { t } = useTranslation();
  const online = useOnline();
  const [history, setHistory] = useState<Sample[]>([]);
  const found = useQuery({ queryKey: ["runtime"], queryFn: load, refetchInterval: EVERY_MS, enabled: online, staleTime: 0, gcTime: 0 });
  const { data } = found;
  useEffect(() => {
    if (data) setHistory((before) => [...before, data].slice(-MOST));
  }, [data]);
  return (
    <>
      <ScreenHead title={t("settings.page.runtime")} />
      <Answer of={found}>{(now) => <Gauges now={now} history={history} />}</Answer>
    </>
  );
}

interface Gauge {
  name: string;
  value: (sample: Sample) => number;
  text: string;
  more?: string;
  /** Of which the value is a part. */
  most?: number;
}

function Gauges({ now, history }: { now: Sample; history: Sample[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { memory, threads, descriptors, loops, cpu, collections } = now;
  const of = (most: string) => t("settings.gauge.of", { most });
  const gauges: Gauge[] = [
    { name: "cpu", value: (one) => one.cpu.percent, text: `${format.number(cpu.percent, 0)} %`, more: t("settings.gauge.cores", { count: cpu.processors }), most: 100 },
    { name: "heap", value: (one) => one.memory.heapUsed, text: format.bytes(memory.heapUsed), more: of(format.bytes(memory.heapMax)), most: memory.heapMax },
    { name: "direct", value: (one) => one.memory.directUsed, text: format.bytes(memory.directUsed) },
    { name: "network", value: (one) => one.memory.networkUsed, text: format.bytes(memory.networkUsed) },
    { name: "other", value: (one) => one.memory.otherUsed, text: format.bytes(memory.otherUsed) },
    { name: "lag", value: (one) => one.loops.lagMs, text: `${format.number(loops.lagMs, 0)} ms` },
    { name: "tasks", value: (one) => one.loops.tasks, text: format.number(loops.tasks) },
    { name: "threads", value: (one) => one.threads.now, text: format.number(threads.now), more: t("settings.gauge.peak", { peak: format.number(threads.peak) }) },
    { name: "descriptors", value: (one) => one.descriptors.open, text: format.number(descriptors.open), more: of(format.number(descriptors.most)) },
    { name: "collections", value: (one) => one.collections.totalMs, text: format.span(collections.totalMs), more: t("settings.gauge.times", { count: collections.count }) },
    { name: "uptime", value: (one) => one.uptimeMs, text: format.span(now.uptimeMs) },
  ];
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {gauges.map((gauge) => (
        <section key={gauge.name} data-gauge={gauge.name} aria-label={t(`settings.gauge.${gauge.name}`)} className="rounded-lg border border-line bg-surface p-4">
          <h2 className="text-sm font-medium text-soft">{t(`settings.gauge.${gauge.name}`)}</h2>
          <p className="text-xl font-semibold">
            {gauge.text} {gauge.more && <span className="text-sm font-normal text-soft">{gauge.more}</span>}
          </p>
          {gauge.name !== "uptime" && <Line values={history.map(gauge.value)} most={gauge.most} />}
        </section>
      ))}
    </div>
  );
}

const [WIDTH, HEIGHT] = [240, 36];

/** The last minutes; the number beside it says the same of now. */
function Line({ values, most }: { values: number[]; most: number | undefined }) {
  const top = Math.max(most ?? 0, ...values, 1);
  const points = values.map((value, at) => `${((WIDTH * at) / (MOST - 1)).toFixed(1)},${(HEIGHT - (HEIGHT * Math.max(0, value)) / top).toFixed(1)}`);
  return (
    <svg viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} aria-hidden="true" preserveAspectRatio="none" className="mt-2 h-10 w-full text-accent">
      <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="stroke-line" vectorEffect="non-scaling-stroke" />
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
