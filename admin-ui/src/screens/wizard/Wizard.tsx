import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { type RouteInput, putRoute } from "../../api/routes";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { ScreenHead } from "../../design/Panel";
import { useLive, useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { Looks } from "./Looks";
import { Names } from "./Names";
import { ProbeView } from "./ProbeView";
import { Profiles } from "./Profiles";
import { SourceFields } from "./SourceFields";
import { Waiting } from "./Waiting";
import { KEY, type Order, beginning, keeping, probed, settled, sourceOf, srtOf, stepsOf } from "./order";

/** Adds a source: where it is, whether it works, and what its stream is called. */
export default function Wizard() {
  const { t } = useTranslation();
  const { operate } = useMay();
  const [order, setOrder] = useState(keeping.kept);
  const online = useOnline();
  useEffect(() => keeping.keep(order), [order]);
  // a reload alone comes back: another screen, or a log-out, ends it
  useEffect(() => keeping.forget, []);
  const source = sourceOf(order);
  const steps = stepsOf(order.kind);
  const discovers = order.kind === "onvif";
  const ready = order.kind === "publish" || (discovers ? order.batch.picked.length > 0 : source !== undefined);
  const set = (change: Partial<Order>) => setOrder((before) => ({ ...before, ...change }));
  if (!operate) return <Notice kind="warn">{t("wizard.noRight")}</Notice>;
  return (
    <div className="mx-auto max-w-3xl">
      <ScreenHead title={t("wizard.title")}>
        <Link to="/routes" className="inline-flex min-h-8 items-center px-2 text-accent underline" onClick={keeping.forget}>
          {t("cancel")}
        </Link>
      </ScreenHead>
      <ol className="mb-4 flex flex-wrap gap-x-6 gap-y-1 border-b border-line pb-3">
        {steps.map((step, index) => (
          <li
            key={step}
            aria-current={step === order.step ? "step" : undefined}
            className={step === order.step ? "font-semibold text-ink" : "text-soft"}
          >
            {index + 1}. {t(`wizard.step.${step}`)}
          </li>
        ))}
      </ol>
      {order.step === "source" && (
        <form
          className="space-y-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) setOrder({ ...settled(order), dropped: false, step: steps[1] ?? "name" });
          }}
        >
          {order.dropped && !order.password && !order.passphrase && <Notice kind="warn">{t("wizard.dropped")}</Notice>}
          <SourceFields order={order} onChange={setOrder} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOrder(beginning)}>{t("wizard.empty")}</Button>
            <Button kind="primary" type="submit" disabled={!ready}>
              {discovers ? t("wizard.find.ask", { count: order.batch.picked.length }) : t(probed.includes(order.kind) ? "wizard.look" : "wizard.next")}
            </Button>
          </div>
        </form>
      )}
      {order.step === "probe" && source && (
        <ProbeView source={source} srt={srtOf(order)} onBack={() => set({ step: "source" })} onNext={() => set({ step: "name" })} />
      )}
      {order.step === "profiles" && (
        <Profiles order={order} onChange={setOrder} onBack={() => set({ step: "source" })} onNext={() => set({ step: "probe" })} />
      )}
      {order.step === "probe" && discovers && (
        <Looks order={order} onChange={setOrder} onBack={() => set({ step: "profiles" })} onNext={() => set({ step: "name" })} />
      )}
      {order.step === "name" && discovers && <Names order={order} onChange={setOrder} onBack={() => set({ step: "profiles" })} />}
      {order.step === "probe" && !source && !discovers && <Button onClick={() => set({ step: "source" })}>{t("wizard.back")}</Button>}
      {order.step === "name" && !discovers && <Name order={order} onChange={set} online={online} />}
    </div>
  );
}

interface NameProps {
  order: Order;
  onChange: (change: Partial<Order>) => void;
  online: boolean;
}

/** The last step: its key; of one who publishes, where to, until the first byte comes. */
function Name({ order, onChange, online }: NameProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const routes = useLive((state) => state.routes);
  const publishes = order.kind === "publish";
  const fits = KEY.test(order.key);
  const used = routes.has(order.key);
  const save = useMutation({
    mutationFn: () => {
      const source = sourceOf(order);
      const srt = srtOf(order);
      const body: RouteInput = { key: order.key, ...(source ? { sources: [source] } : {}), ...(srt ? { srt } : {}) };
      return putRoute(body, undefined);
    },
    onSuccess: ({ route }) => {
      keeping.forget();
      navigate(`/routes?lit=${encodeURIComponent(route.key)}`);
    },
  });
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Field
        label={t("wizard.key")}
        hint={t("wizard.keyHint")}
        problem={used ? t("routes.keyTaken") : undefined}
        value={order.key}
        onChange={(event) => onChange({ key: event.target.value })}
        spellCheck={false}
        autoCapitalize="none"
      />
      {publishes && fits && <Waiting streamKey={order.key} />}
      {save.error && (
        <Notice kind="bad" alert>
          <Failure of={save.error} />
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => onChange({ step: probed.includes(order.kind) ? "probe" : "source" })}>{t("wizard.back")}</Button>
        <Button kind="primary" type="submit" disabled={!fits || used || !online || save.isPending}>
          {t("wizard.save")}
        </Button>
      </div>
    </form>
  );
}
