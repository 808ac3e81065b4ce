import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Typed } from "../dialogs";
import { Answer, Table, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { Deliveries } from "./Deliveries";
import { WebhookForm } from "./WebhookForm";

type Webhook = Schemas["Webhook"];
type Open = { what: "edit" | "delete" | "deliveries"; hook: Webhook } | { what: "new" };

/** Programs that are told over HTTP. */
export function Webhooks() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [open, setOpen] = useState<Open | null>(null);
  const [tried, setTried] = useState<{ name: string; ok: boolean; says: string } | null>(null);
  const found = useQuery({ queryKey: ["webhooks"], queryFn: () => taken(api.GET("/webhooks")), refetchInterval: 5_000, enabled: online });
  const test = useWrite(
    async ({ id, name }: Webhook) => {
      const { ok, status, problem } = await taken(api.POST("/webhooks/{id}/test", { params: { path: { id } }, body: {} }));
      return { name, ok, says: problem || `HTTP ${status}` };
    },
    { refresh: ["webhooks"], done: setTried },
  );
  const close = () => setOpen(null);
  const state = (hook: Webhook) => {
    if (!hook.enabled) return <Verdict tone="off">{t("settings.user.disabled")}</Verdict>;
    if (hook.failingSince) return <Verdict tone="bad">{t("settings.notify.failsSince", { at: format.time(hook.failingSince) })}</Verdict>;
    return <Verdict tone={hook.last ? "good" : "off"}>{t(hook.last ? "settings.notify.works" : "settings.notify.untold")}</Verdict>;
  };
  return (
    <Panel
      title={t("settings.notify.webhooks")}
      actions={
        <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen({ what: "new" })}>
          {t("settings.webhook.add")}
        </Button>
      }
    >
      {(tried || test.problem) && (
        <div className="p-3">
          <Trouble>{test.problem}</Trouble>
          {tried && (
            <Notice kind={tried.ok ? "good" : "bad"} alert>
              {tried.name}: {tried.says}
            </Notice>
          )}
        </div>
      )}
      <Answer of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-soft">{t("settings.webhook.none")}</p>
          ) : (
            <Table
              label={t("settings.notify.webhooks")}
              head={[t("settings.token.name"), t("settings.webhook.url"), t("settings.user.state"), t("settings.webhook.numbers"), t("settings.webhook.secret")]}
              buttons
            >
              {items.map((hook) => (
                <tr key={hook.id} data-webhook={hook.name}>
                  <td className="font-medium">{hook.name}</td>
                  <td className="max-w-72 truncate font-mono text-sm" title={hook.url}>
                    {hook.url}
                  </td>
                  <td>{state(hook)}</td>
                  <td>
                    {format.number(hook.delivered)} / {format.number(hook.waiting)} / {format.number(hook.dropped)}
                  </td>
                  <td className="text-soft">{t(hook.secretSet ? "settings.value.set" : "settings.value.notSet")}</td>
                  <td className="space-x-2 text-right">
                    <Button disabled={!online || test.busy} onClick={() => test.run(hook)} aria-label={t("settings.webhook.testOf", { name: hook.name })}>
                      {t("settings.notify.test")}
                    </Button>
                    <Button aria-haspopup="dialog" onClick={() => setOpen({ what: "deliveries", hook })} aria-label={t("settings.webhook.deliveriesOf", { name: hook.name })}>
                      {t("settings.webhook.deliveries")}
                    </Button>
                    <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen({ what: "edit", hook })} aria-label={t("settings.webhook.editOf", { name: hook.name })}>
                      {t("settings.edit")}
                    </Button>
                    <Button
                      kind="danger"
                      disabled={!online}
                      aria-haspopup="dialog"
                      onClick={() => setOpen({ what: "delete", hook })}
                      aria-label={t("settings.webhook.deleteOf", { name: hook.name })}
                    >
                      {t("settings.delete")}
                    </Button>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answer>
      {open?.what === "new" && <WebhookForm onClose={close} />}
      {open?.what === "edit" && <WebhookForm hook={open.hook} onClose={close} />}
      {open?.what === "deliveries" && <Deliveries hook={open.hook} onClose={close} />}
      {open?.what === "delete" && (
        <Typed
          title={t("settings.webhook.deleteOf", { name: open.hook.name })}
          name={open.hook.name}
          action={t("settings.delete")}
          refresh={["webhooks"]}
          call={() => {
            const params = { path: { id: open.hook.id }, header: { "If-Match": `"${open.hook.version}"` } };
            return taken(api.DELETE("/webhooks/{id}", { params }));
          }}
          onClose={close}
        >
          {t("settings.webhook.deleteSays")}
        </Typed>
      )}
    </Panel>
  );
}
