import { Grid2x2, Grid3x3, Maximize, Square } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { IconButton } from "../../design/Button";
import { StateMark } from "../../design/State";
import { keymap, useKeys } from "../../frame/keymap";
import { type Condition, type Entry, urgency } from "../../live/condition";
import { type Order, groupings, orders } from "./order";

export const densities = ["small", "medium", "large"] as const;
export type Density = (typeof densities)[number];

const icons = { small: Grid3x3, medium: Grid2x2, large: Square };

interface Props {
  all: Entry[];
  states: Condition[];
  density: Density;
  onDensity: (density: Density) => void;
  order: Order;
  onOrder: (order: Order) => void;
  onKiosk: () => void;
}

/** What is shown and how; what is filtered stands in the address. */
export function Controls({ all, states, density, onDensity, order, onOrder, onKiosk }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filter = useRef<HTMLInputElement>(null);
  useKeys({
    [keymap.filter]: (event) => {
      event.preventDefault();
      filter.current?.focus();
    },
  });
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const counted = urgency
    .map((state) => ({ state, count: all.filter((one) => one.condition === state).length }))
    .filter(({ state, count }) => count > 0 || states.includes(state));
  return (
    <>
      <div role="group" aria-label={t("overview.states")} className="flex flex-wrap gap-1">
        {counted.map(({ state, count }) => (
          <button
            key={state}
            type="button"
            aria-pressed={states.includes(state)}
            onClick={() =>
              set("state", (states.includes(state) ? states.filter((one) => one !== state) : [...states, state]).join())
            }
            className="flex min-h-8 items-center gap-1.5 rounded-full border border-line bg-surface px-3 hover:border-strong aria-pressed:border-accent aria-pressed:bg-raised"
          >
            <StateMark state={state} />
            {t(`state.${state}`)}
            <b className="font-semibold">{count}</b>
          </button>
        ))}
      </div>
      <input
        ref={filter}
        type="search"
        aria-label={t("overview.filter")}
        placeholder={`${t("overview.filter")} ( / )`}
        value={search.get("q") ?? ""}
        onChange={(event) => set("q", event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        className="min-h-8 w-40 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
      />
      <Choice label={t("overview.order")} value={order} onChange={onOrder}>
        {orders.map((one) => (
          <option key={one} value={one}>
            {t(`overview.orders.${one}`)}
          </option>
        ))}
      </Choice>
      <Choice label={t("overview.group")} value={search.get("group") ?? "none"} onChange={(chosen) => set("group", chosen === "none" ? "" : chosen)}>
        {groupings.map((one) => (
          <option key={one} value={one}>
            {t(`overview.groups.${one}`)}
          </option>
        ))}
      </Choice>
      <div role="group" aria-label={t("overview.size")} className="hidden sm:flex">
        {densities.map((one) => {
          const Icon = icons[one];
          return (
            <IconButton
              key={one}
              label={t(`overview.${one}`)}
              aria-pressed={density === one}
              onClick={() => onDensity(one)}
              className="aria-pressed:bg-raised aria-pressed:text-ink"
            >
              <Icon />
            </IconButton>
          );
        })}
        <IconButton label={`${t("overview.kiosk")} (F)`} onClick={onKiosk}>
          <Maximize />
        </IconButton>
      </div>
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  children: ReactNode;
}

function Choice<T extends string>({ label, value, onChange, children }: ChoiceProps<T>) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
      className="min-h-8 rounded-md border border-strong bg-surface px-2"
    >
      {children}
    </select>
  );
}
