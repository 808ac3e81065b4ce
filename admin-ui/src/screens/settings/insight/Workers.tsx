import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer, Table, Verdict } from "../parts";

const tones = { waiting: "off", starting: "warn", running: "good", restarting: "warn", stopped: "off" } as const;
const columns = ["name", "purpose", "state", "cpu", "memory", "speed", "frames", "restarts", "since"];

/** FFmpeg's children, and which encoders work here. */
export default function Workers() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({ queryKey: ["workers"], queryFn: () => taken(api.GET("/workers")), refetchInterval: 2_000, enabled: online });
  const encoders = useQuery({ queryKey: ["encoders"], queryFn: () => taken(api.GET("/encoders")), enabled: online });
  return (
    <>
      <ScreenHead title={t("settings.page.workers")} />
      <div className="space-y-4">
        <Panel title={t("settings.worker.running")}>
          <Answer of={found}>
            {({ items, jobs }) => (
              <>
                {items.length === 0 ? (
                  <p className="p-4 text-soft">{t("settings.worker.none")}</p>
                ) : (
                  <Table label={t("settings.worker.running")} head={columns.map((one) => t(`settings.worker.${one}`))}>
                    {items.map((one) => (
                      <tr key={one.name} data-worker={one.state}>
                        <td translate="no" className="font-medium">{one.name}</td>
                        <td lang="en" className="text-soft">{one.purpose}</td>
                        <td>
                          <Verdict tone={tones[one.state]}>{t(`settings.worker.states.${one.state}`)}</Verdict>
                          {one.lastError && (
                            <p lang="en" className="max-w-96 truncate text-sm text-soft" title={one.lastError}>
                              {one.lastError}
                            </p>
                          )}
                        </td>
                        <td>{format.number(one.cpuPercent, 0)} %</td>
                        <td>{format.bytes(one.rssBytes)}</td>
                        <td>{format.number(one.speed, 2)}×</td>
                        <td>{format.number(one.frames)}</td>
                        <td className={one.restarts > 0 ? "text-warn" : "text-soft"}>{format.number(one.restarts)}</td>
                        <td className="text-soft">{format.time(one.since)}</td>
                      </tr>
                    ))}
                  </Table>
                )}
                <p className="border-t border-line px-4 py-2 text-sm text-soft">
                  {t("settings.worker.jobs", {
                    running: format.number(jobs.running),
                    waiting: format.number(jobs.waiting),
                    done: format.number(jobs.done),
                    failed: format.number(jobs.failed),
                    refused: format.number(jobs.refused),
                  })}
                </p>
              </>
            )}
          </Answer>
        </Panel>
        <Panel title={t("settings.worker.encoders")}>
          <Answer of={encoders}>
            {({ items }) => (
              <ul className="divide-y divide-line">
                {items.map((one) => (
                  <li key={one.codec} className="flex flex-wrap gap-x-4 px-4 py-2">
                    <code className="w-40 font-mono">{one.codec}</code>
                    <Verdict tone={one.works ? "good" : "off"}>{t(one.works ? "settings.notify.works" : "settings.worker.not")}</Verdict>
                    <span lang="en" className="min-w-0 break-words text-soft">{one.reason}</span>
                  </li>
                ))}
              </ul>
            )}
          </Answer>
        </Panel>
      </div>
    </>
  );
}
