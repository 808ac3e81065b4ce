import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { Webhooks } from "./Webhooks";

/** Who elsewhere is told, and how that fares. */
export default function Notify() {
  const { t } = useTranslation();
  return (
    <>
      <ScreenHead title={t("settings.page.notify")} />
      <div className="space-y-4">
        <Webhooks />
        <Mail />
        <Syslog />
      </div>
    </>
  );
}

interface Standing {
  configured: boolean;
  waiting?: number;
  sent?: number;
  dropped?: number;
  problem?: string | null;
}

function Mail() {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["mail"], queryFn: () => taken(api.GET("/mail")), refetchInterval: 5_000, enabled: online });
  const [outcome, setOutcome] = useState<{ ok: boolean; problem: string } | null>(null);
  const test = useWrite(() => taken(api.POST("/mail/test", { body: {} })), { refresh: ["mail"], done: setOutcome });
  return (
    <Target title={t("settings.notify.mail")} of={found} test={() => test.run(undefined)} busy={test.busy} q="mail.">
      <Trouble>{test.problem}</Trouble>
      {outcome && <Notice kind={outcome.ok ? "good" : "bad"}>{outcome.ok ? t("settings.notify.arrived") : <span lang="en">{outcome.problem}</span>}</Notice>}
    </Target>
  );
}

function Syslog() {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["syslog"], queryFn: () => taken(api.GET("/syslog")), refetchInterval: 5_000, enabled: online });
  const test = useWrite(() => taken(api.POST("/syslog/test", { body: {} })), { refresh: ["syslog"] });
  return (
    <Target title={t("settings.notify.syslog")} of={found} test={() => test.run(undefined)} busy={test.busy} q="syslog.">
      <Trouble>{test.problem}</Trouble>
      {test.ok && <Notice kind="good">{t("settings.notify.queued")}</Notice>}
    </Target>
  );
}

interface TargetProps {
  title: string;
  of: { data: Standing | undefined; error: unknown; isPending: boolean };
  test: () => void;
  busy: boolean;
  /** What its settings begin with. */
  q: string;
  children: React.ReactNode;
}

function Target({ title, of, test, busy, q, children }: TargetProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const settings = (
    <Link to={`/settings/values?q=${q}`} className="text-accent underline">
      {t("settings.notify.where")}
    </Link>
  );
  return (
    <Panel title={title}>
      <Answer of={of}>
        {(now) => (
          <div className="space-y-3 p-4">
            {now.configured ? (
              <>
                <p className="flex flex-wrap items-center gap-x-6 gap-y-1">
                  <Verdict tone={now.problem ? "bad" : "good"}>{t(now.problem ? "settings.notify.fails" : "settings.notify.works")}</Verdict>
                  <span>{t("settings.notify.sent", { number: format.number(now.sent ?? 0) })}</span>
                  <span>{t("settings.notify.waiting", { number: format.number(now.waiting ?? 0) })}</span>
                  <span>{t("settings.notify.dropped", { number: format.number(now.dropped ?? 0) })}</span>
                </p>
                {now.problem && <p lang="en" className="break-words text-bad">{now.problem}</p>}
                {children}
                <div className="flex flex-wrap items-center gap-3">
                  <Button disabled={!online || busy} onClick={test}>
                    {t("settings.notify.test")}
                  </Button>
                  {settings}
                </div>
              </>
            ) : (
              <p className="text-soft">
                {t("settings.notify.off")} {settings}
              </p>
            )}
          </div>
        )}
      </Answer>
    </Panel>
  );
}
