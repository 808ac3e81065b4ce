import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Sheet } from "../../../frame/Sheet";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer, Table, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";

const MOST = 50;
const tones = { waiting: "warn", delivered: "good", dropped: "bad" } as const;

/** What was sent, what waits and what was given up; the latter to be sent again. */
export function Deliveries({ hook, onClose }: { hook: Schemas["Webhook"]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const path = { id: hook.id };
  const found = useQuery({
    queryKey: ["deliveries", hook.id],
    queryFn: () => taken(api.GET("/webhooks/{id}/deliveries", { params: { path, query: { limit: MOST } } })),
    refetchInterval: 3_000,
    enabled: online,
  });
  const again = useWrite((from: number) => taken(api.POST("/webhooks/{id}/replay", { params: { path }, body: { from } })), { refresh: ["deliveries"] });
  return (
    <Sheet title={t("settings.webhook.deliveriesOf", { name: hook.name })} onClose={onClose}>
      {again.problem && (
        <div className="p-3">
          <Trouble>{again.problem}</Trouble>
        </div>
      )}
      <Answer of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-soft">{t("settings.webhook.noDeliveries")}</p>
          ) : (
            <Table
              label={t("settings.webhook.deliveries")}
              head={[t("settings.webhook.at"), t("settings.webhook.what"), t("settings.user.state"), t("settings.webhook.attempts")]}
              buttons
            >
              {items.map((one) => (
                <tr key={one.number}>
                  <td className="text-soft">{format.time(one.at)}</td>
                  <td>
                    {t(`settings.webhook.event.${one.event}`, { defaultValue: one.event })} {one.key}
                  </td>
                  <td lang="en" title={one.last?.problem}>
                    <span lang={i18n.language}>
                      <Verdict tone={tones[one.state]}>{t(`settings.webhook.${one.state}`)}</Verdict>
                    </span>
                  </td>
                  <td>{format.number(one.attempts)}</td>
                  <td>
                    {one.state !== "waiting" && (
                      <Button disabled={!online || again.busy} onClick={() => again.run(one.number)}>
                        {t("settings.webhook.again")}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answer>
    </Sheet>
  );
}
