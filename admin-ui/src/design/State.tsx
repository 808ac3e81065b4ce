import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Condition } from "../live/condition";

const colours: Record<Condition, string> = {
  receiving: "text-good",
  degraded: "text-warn",
  lost: "text-bad",
  connecting: "text-busy",
  waiting: "text-off",
  disabled: "text-off",
};

/** One shape a state, so that it is told without colour: disc, triangle, square, open rings. */
const shapes: Record<Condition, ReactNode> = {
  receiving: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  degraded: <path d="M6 1 11.4 10.6H.6Z" fill="currentColor" />,
  lost: <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />,
  connecting: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="6 2.4" />,
  waiting: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />,
  disabled: (
    <g fill="none" stroke="currentColor" strokeWidth="1.8">
      <circle cx="6" cy="6" r="4.4" />
      <path d="m3.2 8.8 5.6-5.6" />
    </g>
  ),
};

export function StateMark({ state, className = "" }: { state: Condition; className?: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={`size-3 shrink-0 ${colours[state]} ${className}`}>
      {shapes[state]}
    </svg>
  );
}

/** Colour, shape and word. */
export function StateBadge({ state, className = "" }: { state: Condition; className?: string }) {
  const { t } = useTranslation();
  return (
    <span
      data-state={state}
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${colours[state]} ${className}`}
    >
      <StateMark state={state} />
      {t(`state.${state}`)}
    </span>
  );
}
