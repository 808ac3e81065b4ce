import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { type Choice, sourceOfChoice } from "./cameras";
import { Login } from "./Login";
import type { Order } from "./order";
import { Report, useProbe } from "./probe";

/** The gateway looks at so many at a time itself, for everybody. */
const AT_ONCE = 2;

interface Props {
  order: Order;
  onChange: (order: Order) => void;
  onBack: () => void;
  onNext: () => void;
}

/** Each chosen profile as a route would have it, a few at a time. */
export function Looks({ order, onChange, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState<Record<string, boolean>>({});
  const [login, setLogin] = useState({ user: order.user, password: order.password });
  const { choices } = order.batch;
  const waiting = choices.filter((one) => !(one.id in seen)).map((one) => one.id);
  const good = choices.length > 0 && choices.every((one) => seen[one.id]);
  const lost = order.user !== "" && login.password === "";
  return (
    <div className="space-y-4">
      {lost && (
        <div className="space-y-3 rounded-lg border border-line bg-surface p-4">
          <Login order={order} onChange={onChange} hint={t("wizard.names.lost")} />
          <Button
            onClick={() => {
              setSeen({});
              setLogin({ user: order.user, password: order.password });
            }}
          >
            {t("retry")}
          </Button>
        </div>
      )}
      {choices.map((choice) => (
        <Look
          key={`${choice.id} ${login.user} ${login.password}`}
          choice={choice}
          alone={choices.length === 1}
          login={login}
          enabled={choice.id in seen || waiting.slice(0, AT_ONCE).includes(choice.id)}
          onSeen={(ok) => setSeen((before) => ({ ...before, [choice.id]: ok }))}
        />
      ))}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        <Button kind={good ? "primary" : "plain"} disabled={waiting.length > 0} onClick={onNext}>
          {t(good ? "wizard.next" : "wizard.anyway")}
        </Button>
      </div>
    </div>
  );
}

interface LookProps {
  choice: Choice;
  /** One is shown whole, several as a list. */
  alone: boolean;
  login: { user: string; password: string };
  enabled: boolean;
  onSeen: (ok: boolean) => void;
}

function Look({ choice, alone, login, enabled, onSeen }: LookProps) {
  const { t } = useTranslation();
  const source = sourceOfChoice(choice, login.user, login.password, false);
  const probe = useProbe(source, undefined, enabled, onSeen);
  return (
    <details
      open={alone || (probe.report ? !probe.report.ok : undefined)}
      className="rounded-lg border border-line bg-surface px-4 py-2"
      data-look={probe.report ? (probe.report.ok ? "ok" : "failed") : "running"}
    >
      <summary className="min-h-6 cursor-pointer">
        <span className="font-medium">{choice.camera.name || choice.camera.address}</span> <span className="text-soft">{choice.profile}</span>{" "}
        <span className={probe.report?.ok ? "text-good" : "text-soft"}>
          {t(probe.report ? (probe.report.ok ? "wizard.found" : "wizard.profiles.fails") : "wizard.profiles.looking")}
        </span>{" "}
        {probe.report?.ok && <span className="text-sm text-soft">{choice.says}</span>}
      </summary>
      <div className="my-3 space-y-4">
        <Report probe={probe} />
      </div>
    </details>
  );
}
