import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Choice, Field } from "../../../design/Field";
import { scopeOf } from "../access/rights";
import { FormSheet } from "../dialogs";
import { Tick } from "../parts";
import { useWrite } from "../useWrite";

type Webhook = Schemas["Webhook"];
type Input = Schemas["WebhookInput"];

const events = ["publish", "unpublish", "first-viewer", "last-viewer", "recording-finished", "alarm-raised", "alarm-cleared"] as const;

/** A webhook; its secret is typed anew or stays. */
export function WebhookForm({ hook, onClose }: { hook?: Webhook; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite(
    (body: Input) => {
      if (!hook) return taken(api.POST("/webhooks", { body }));
      const params = { path: { id: hook.id }, header: { "If-Match": `"${hook.version}"` } };
      return taken(api.PUT("/webhooks/{id}", { params, body }));
    },
    { refresh: ["webhooks"], fields: ["name", "url", "events", "streams", "secret"], done: onClose },
  );
  return (
    <FormSheet
      title={hook ? t("settings.webhook.editOf", { name: hook.name }) : t("settings.webhook.add")}
      action={t("settings.save")}
      busy={write.busy}
      problem={write.problem ?? write.fault("events")}
      onClose={onClose}
      onSubmit={(form) => {
        const secret = String(form.get("secret") ?? "");
        write.run({
          name: String(form.get("name")).trim(),
          url: String(form.get("url")).trim(),
          events: events.filter((one) => form.get(one) !== null),
          streams: scopeOf(String(form.get("streams"))),
          form: form.get("form") === "srs" ? "srs" : "tidegate",
          enabled: form.get("enabled") !== null,
          ...(secret ? { secret } : {}),
        });
      }}
    >
      <Field label={t("settings.token.name")} name="name" defaultValue={hook?.name ?? ""} required maxLength={64} problem={write.fault("name")} />
      <Field
        label={t("settings.webhook.url")}
        name="url"
        type="url"
        defaultValue={hook?.url ?? "https://"}
        required
        hint={t("settings.webhook.urlHint")}
        problem={write.fault("url")}
      />
      <fieldset>
        <legend className="mb-1 font-medium">{t("settings.webhook.events")}</legend>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {events.map((one) => (
            <Tick key={one} name={one} defaultChecked={hook ? hook.events.includes(one) : one.startsWith("alarm")} label={t(`settings.webhook.event.${one}`)} />
          ))}
        </div>
      </fieldset>
      <Field
        label={t("settings.user.scope")}
        name="streams"
        defaultValue={(hook?.streams ?? ["*"]).join(", ")}
        hint={t("settings.user.scopeHint")}
        problem={write.fault("streams")}
      />
      <Choice
        label={t("settings.webhook.form")}
        name="form"
        defaultValue={hook?.form ?? "tidegate"}
        options={[
          ["tidegate", "Tidegate"],
          ["srs", "SRS"],
        ]}
      />
      <Field
        label={t("settings.webhook.secret")}
        name="secret"
        type="password"
        autoComplete="new-password"
        maxLength={200}
        placeholder={t(hook?.secretSet ? "settings.value.set" : "settings.value.notSet")}
        hint={t("settings.webhook.secretHint")}
        problem={write.fault("secret")}
      />
      <Tick name="enabled" defaultChecked={hook?.enabled ?? true} label={t("settings.user.enabled")} />
    </FormSheet>
  );
}
