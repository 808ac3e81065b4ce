import { useLive, useStore } from "../../live/context";

const WIDTH = 80;
const HEIGHT = 18;
const SECONDS = 60;

/** Bit rates of a minute as a line, from zero to the highest. */
export function path(rates: readonly number[]): string {
  const top = Math.max(...rates, 1);
  const step = WIDTH / (SECONDS - 1);
  const from = WIDTH - (rates.length - 1) * step;
  return rates
    .map((rate, index) => `${index ? "L" : "M"}${(from + index * step).toFixed(1)} ${(HEIGHT - 1 - (rate / top) * (HEIGHT - 2)).toFixed(1)}`)
    .join("");
}

export function Sparkline({ streamKey }: { streamKey: string }) {
  const store = useStore();
  useLive((state) => state.stats?.at);
  const rates = store.rate(streamKey);
  if (rates.length < 2) return null;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="h-[18px] w-20 shrink-0 text-accent">
      <path d={path(rates)} fill="none" stroke="currentColor" strokeWidth="1.25" />
    </svg>
  );
}
