import { useTranslation } from "react-i18next";
import { Field } from "../../design/Field";
import type { Order } from "./order";

/** Name and password of cameras; they are kept nowhere. */
export function Login({ order, onChange, hint }: { order: Order; onChange: (order: Order) => void; hint: string }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label={t("session.user")}
        hint={hint}
        value={order.user}
        autoComplete="off"
        autoCapitalize="none"
        onChange={(event) => onChange({ ...order, user: event.target.value })}
      />
      <Field
        label={t("session.password")}
        type="password"
        autoComplete="new-password"
        value={order.password}
        onChange={(event) => onChange({ ...order, password: event.target.value })}
      />
    </div>
  );
}
