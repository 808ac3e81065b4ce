import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Panel } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer, Table, Trouble } from "../parts";
import { useWrite } from "../useWrite";

/** Browser and system, of what browsers call themselves. */
export function browser(agent: string): string {
  const name = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent);
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
  const found = [name && `${names[name[1] ?? ""] ?? name[1]} ${name[2]}`, system?.[1]].filter(Boolean).join(", ");
  return found || agent.slice(0, 60) || "–";
}

/** Browsers that are signed in: those of one user, or of all. */
export function LogIns({ of }: { of?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({ queryKey: ["logins"], queryFn: () => taken(api.GET("/logins")), refetchInterval: 10_000, enabled: online });
  const end = useWrite((id: string) => taken(api.DELETE("/logins/{id}", { params: { path: { id } } })), { refresh: ["logins"] });
  return (
    <Panel title={t("settings.logins.title")}>
      {end.problem && (
        <div className="p-3">
          <Trouble>{end.problem}</Trouble>
        </div>
      )}
      <Answer of={found}>
        {({ items }) => {
          const shown = items.filter((one) => of === undefined || one.user === of);
          return (
            <Table
              label={t("settings.logins.title")}
              head={[
                ...(of === undefined ? [t("settings.user.name")] : []),
                t("settings.logins.browser"),
                t("settings.logins.from"),
                t("settings.logins.since"),
                t("settings.logins.seen"),
              ]}
              buttons
            >
              {shown.map((one) => (
                <tr key={one.id} data-login={one.current ? "current" : "other"}>
                  {of === undefined && <td>{one.user}</td>}
                  <td title={one.agent}>{browser(one.agent)}</td>
                  <td>{one.remote}</td>
                  <td>{format.time(one.since)}</td>
                  <td>{format.time(one.lastSeen)}</td>
                  <td className="text-right">
                    {one.current ? (
                      <span className="text-soft">{t("settings.logins.this")}</span>
                    ) : (
                      <Button disabled={!online || end.busy} onClick={() => end.run(one.id)}>
                        {t("settings.logins.end")}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          );
        }}
      </Answer>
    </Panel>
  );
}
