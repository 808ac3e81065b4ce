import { useMutation } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { putRoute } from "../../api/routes";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { useLive, useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { type Choice, sourceOfChoice } from "./cameras";
import { Login } from "./Login";
import { KEY, type Order, keeping } from "./order";

interface Props {
  order: Order;
  onChange: (order: Order) => void;
  onBack: () => void;
}

/** What their streams are called; all are saved, and those that are refused stay with the reason. */
export function Names({ order, onChange, onBack }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const online = useOnline();
  const routes = useLive((state) => state.routes);
  const { choices } = order.batch;
  const [saved, setSaved] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Record<string, unknown>>({});
  const [lost] = useState(order.user !== "" && order.password === "");
  const problem = (choice: Choice) => {
    if (saved.has(choice.id)) return undefined;
    if (!KEY.test(choice.key)) return t("wizard.keyHint");
    const twice = choices.some((other) => other.id !== choice.id && other.key === choice.key);
    if (twice || routes.has(choice.key)) return t("routes.keyTaken");
    return refused[choice.id] === undefined ? undefined : <Failure of={refused[choice.id]} />;
  };
  const open = choices.filter((one) => !saved.has(one.id));
  const wrong = open.some((one) => problem(one) && !refused[one.id]);
  const save = useMutation({
    mutationFn: async () => {
      const failures: Record<string, unknown> = {};
      for (const choice of open) {
        try {
          await putRoute({ key: choice.key, sources: [sourceOfChoice(choice, order.user, order.password, order.onDemand)] }, undefined);
          setSaved((before) => new Set(before).add(choice.id));
        } catch (failure) {
          failures[choice.id] = failure;
        }
      }
      return failures;
    },
    onSuccess: (failures) => {
      setRefused(failures);
      if (Object.keys(failures).length > 0) return;
      keeping.forget();
      navigate(`/routes?lit=${encodeURIComponent(choices[0]?.key ?? "")}`);
    },
  });
  const rename = (id: string, key: string) =>
    onChange({ ...order, batch: { ...order.batch, choices: choices.map((one) => (one.id === id ? { ...one, key } : one)) } });
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {choices.map((choice) => (
          <li key={choice.id} className="grid items-start gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-2">
            <div className="min-w-0 sm:pt-1">
              <p className="truncate font-medium">{choice.camera.name || choice.camera.address}</p>
              <p className="text-sm text-soft">
                {choice.profile}: {choice.says}
              </p>
            </div>
            {saved.has(choice.id) ? (
              <p className="flex items-center gap-2 text-good">
                <CircleCheck aria-hidden="true" className="size-4" />
                {t("wizard.names.saved", { key: choice.key })}
              </p>
            ) : (
              <Field
                label={t("wizard.key")}
                problem={problem(choice)}
                value={choice.key}
                onChange={(event) => rename(choice.id, event.target.value)}
                spellCheck={false}
                autoCapitalize="none"
              />
            )}
          </li>
        ))}
      </ul>
      {lost && <Login order={order} onChange={onChange} hint={t("wizard.names.lost")} />}
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={order.onDemand} onChange={(event) => onChange({ ...order, onDemand: event.target.checked })} />
        {t("wizard.onDemand")}
      </label>
      {Object.keys(refused).length > 0 && (
        <Notice kind="bad" alert>
          {t("wizard.names.refused", { count: Object.keys(refused).length })}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        <Button kind="primary" type="submit" disabled={open.length === 0 || wrong || !online || save.isPending}>
          {t("wizard.names.save", { count: open.length })}
        </Button>
      </div>
    </form>
  );
}
