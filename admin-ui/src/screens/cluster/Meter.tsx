import type { ReactNode } from "react";

const MUCH = 0.85;

/**
 * A share of something, as a bar and in words.
 *
 * @param warns where much is too much
 */
export function Meter({ label, part, children, warns }: { label: string; part: number; children: ReactNode; warns?: boolean }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div className="col-span-2 min-w-0">
      <p className="flex justify-between gap-2">
        <span className="text-sm text-soft">{label}</span>
        <span className="tabular-nums">{children}</span>
      </p>
      <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised">
        <div className={`h-full rounded-full ${warns && part > MUCH ? "bg-warn" : "bg-accent"}`} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
