import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Me, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { Answer, Trouble } from "../parts";
import { useWrite } from "../useWrite";
import { LogIns } from "./LogIns";
import { OneTimeCodes } from "./OneTimeCodes";

const SHORTEST = 10;

/** Who one is, and what is one's own to change. */
export default function Account() {
  const { t } = useTranslation();
  const me = useQuery({ queryKey: ["me"], queryFn: () => taken(api.GET("/me")), staleTime: 0 });
  return (
    <>
      <ScreenHead title={t("settings.page.account")} />
      <Answer of={me}>{(found) => <Whose me={found} />}</Answer>
    </>
  );
}

function Whose({ me }: { me: Me }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-4">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 rounded-lg border border-line bg-surface px-4 py-3">
        <dt className="text-soft">{t("settings.user.name")}</dt>
        <dd className="font-medium">{me.kind === "local" ? t("user.local") : me.name}</dd>
        <dt className="text-soft">{t("settings.user.role")}</dt>
        <dd>
          {t(`role.${me.role}`)} <span className="text-soft">{t(`settings.roleSays.${me.role}`)}</span>
        </dd>
        <dt className="text-soft">{t("settings.user.scope")}</dt>
        <dd className="font-mono">{me.scope.join(", ")}</dd>
      </dl>
      {me.kind === "user" ? (
        <>
          <Password />
          <OneTimeCodes on={me.otp} />
          <LogIns of={me.name} />
        </>
      ) : (
        <Notice kind="warn">{t("settings.account.nobody")}</Notice>
      )}
    </div>
  );
}

function Password() {
  const { t } = useTranslation();
  const online = useOnline();
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const write = useWrite((body: { old: string; password: string }) => taken(api.PUT("/me/password", { body })), {
    fields: ["old", "password"],
    refresh: ["logins"],
    done: () => form.current?.reset(),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [old, password, repeat] = ["old", "password", "repeat"].map((name) => String(data.get(name) ?? ""));
    if (!old || !password) return;
    if (password.length < SHORTEST) return setWrong({ password: t("setup.short") });
    if (password !== repeat) return setWrong({ repeat: t("setup.differs") });
    setWrong({});
    write.run({ old, password });
  }
  return (
    <Panel title={t("settings.account.password")}>
      <form ref={form} onSubmit={submit} className="max-w-md space-y-4 p-4">
        <Field label={t("settings.account.old")} name="old" type="password" autoComplete="current-password" required problem={write.fault("old")} />
        <Field
          label={t("settings.account.new")}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          hint={t("setup.passwordHint")}
          problem={wrong.password ?? write.fault("password")}
        />
        <Field label={t("setup.repeat")} name="repeat" type="password" autoComplete="new-password" required problem={wrong.repeat} />
        <Trouble>{write.problem}</Trouble>
        {write.ok && <Notice kind="good">{t("settings.account.changed")}</Notice>}
        <Button type="submit" kind="primary" disabled={!online || write.busy}>
          {t("settings.account.change")}
        </Button>
      </form>
    </Panel>
  );
}
