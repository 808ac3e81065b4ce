import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const kinds = {
  good: ["border-good/50 text-good", CircleCheck],
  warn: ["border-warn/50 text-warn", TriangleAlert],
  bad: ["border-bad/50 text-bad", CircleAlert],
} as const;

/** One thing to know, with its severity as colour, shape and in words. */
export function Notice({ kind, children, alert }: { kind: keyof typeof kinds; children: ReactNode; alert?: boolean }) {
  const [colour, Icon] = kinds[kind];
  return (
    <div role={alert ? "alert" : undefined} className={`flex gap-3 rounded-md border bg-surface px-3 py-2 ${colour}`}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 text-ink">{children}</div>
    </div>
  );
}
