import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Choice, Field } from "../../../design/Field";
import { FormSheet } from "../dialogs";
import { useWrite } from "../useWrite";
import { Difference, changed, listed } from "./Difference";
import type { Link } from "./Network";

const methods = ["dhcp", "static", "system"] as const;
type Method = (typeof methods)[number];

interface Draft {
  method: Method;
  addresses: string;
  gateways: string;
  dns: string;
}

/** Seconds for whoever changes addresses to find the machine again. */
const CONFIRM = 90;

/** How an interface gets its addresses; what would change is shown before it does. */
export function LinkForm({ link, onClose }: { link: Link; onClose: () => void }) {
  const { t } = useTranslation();
  const now: Draft = {
    method: link.setting?.method ?? "system",
    addresses: (link.setting?.addresses ?? []).join(", "),
    gateways: (link.setting?.gateways ?? []).join(", "),
    dns: (link.setting?.dns ?? []).join(", "),
  };
  // what it has by itself is a good beginning
  const [draft, setDraft] = useState<Draft>({
    ...now,
    addresses: now.addresses || link.addresses.filter((one) => !/^(fe80|169\.254)/.test(one)).join(", "),
    gateways: now.gateways || link.gateways.join(", "),
  });
  const [reviews, setReviews] = useState(false);
  const fixed = draft.method === "static";
  const after: Draft = {
    method: draft.method,
    addresses: fixed ? listed(draft.addresses).join(", ") : "",
    gateways: fixed ? listed(draft.gateways).join(", ") : "",
    dns: draft.method === "system" ? "" : listed(draft.dns).join(", "),
  };
  const write = useWrite(
    () =>
      taken(
        api.PUT("/system/network", {
          body: {
            confirmSeconds: CONFIRM,
            links: [
              {
                name: link.name,
                method: after.method,
                addresses: listed(after.addresses),
                gateways: listed(after.gateways),
                dns: listed(after.dns),
              },
            ],
          },
        }),
      ),
    { refresh: ["system-network"], done: onClose },
  );
  const title = t("settings.net.change", { name: link.name });
  const changes = changed([
    { name: t("settings.net.set"), before: t(`settings.net.method.${now.method}`), after: t(`settings.net.method.${after.method}`) },
    { name: t("settings.net.addresses"), before: now.addresses, after: after.addresses },
    { name: t("settings.net.gateways"), before: now.gateways, after: after.gateways },
    { name: t("settings.net.dns"), before: now.dns, after: after.dns },
  ]);
  if (reviews) {
    return (
      <Difference
        title={title}
        changes={changes}
        busy={write.busy}
        problem={write.problem}
        onApply={() => write.run(undefined)}
        onClose={() => setReviews(false)}
      >
        <p className="text-sm text-soft">{t("settings.net.willAsk", { count: CONFIRM })}</p>
      </Difference>
    );
  }
  const field = (name: "addresses" | "gateways" | "dns", hint: string) => (
    <Field
      label={t(`settings.net.${name}`)}
      hint={t(hint)}
      value={draft[name]}
      required={name === "addresses"}
      onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      autoCapitalize="none"
      spellCheck={false}
    />
  );
  return (
    <FormSheet title={title} action={t("settings.value.look")} busy={false} ready={changes.length > 0} onSubmit={() => setReviews(true)} onClose={onClose}>
      <Choice
        label={t("settings.net.set")}
        options={methods.map((one) => [one, t(`settings.net.method.${one}`)])}
        value={draft.method}
        onChange={(event) => setDraft({ ...draft, method: methods.find((one) => one === event.target.value) ?? "dhcp" })}
      />
      {fixed && field("addresses", "settings.net.addressesHint")}
      {fixed && field("gateways", "settings.net.gatewaysHint")}
      {draft.method !== "system" && field("dns", "settings.net.dnsHint")}
      <p className="text-sm text-soft">{t("settings.net.always")}</p>
    </FormSheet>
  );
}
