import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { CopyButton } from "../../../design/Copy";
import { Field } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { Qr } from "../../../design/Qr";
import { useOnline } from "../../../live/context";
import { FormSheet, Once } from "../dialogs";
import { Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";

interface Offer {
  secret: string;
  url: string;
}

/** A second proof beside the password, RFC 6238. */
export function OneTimeCodes({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<string | null>(null);
  const [off, setOff] = useState(false);
  const begin = useWrite(() => taken(api.POST("/me/otp", { body: {} })), { done: setOffer });
  return (
    <Panel title={t("settings.otp.title")}>
      <div className="space-y-3 p-4">
        <p>
          <Verdict tone={on ? "good" : "off"}>{t(on ? "settings.on" : "settings.off")}</Verdict>
        </p>
        <p className="max-w-prose text-soft">{t("settings.otp.says")}</p>
        <Trouble>{begin.problem}</Trouble>
        {on ? (
          <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setOff(true)}>
            {t("settings.otp.turnOff")}
          </Button>
        ) : (
          <Button kind="primary" disabled={!online || begin.busy} onClick={() => begin.run(undefined)}>
            {t("settings.otp.setUp")}
          </Button>
        )}
      </div>
      {offer && (
        <SetUp
          offer={offer}
          onClose={() => setOffer(null)}
          onCodes={(given) => {
            setOffer(null);
            setCodes(given.join("\n"));
          }}
        />
      )}
      {codes && (
        <Once
          title={t("settings.otp.recovery")}
          says={t("settings.otp.recoverySays")}
          what={t("settings.otp.recovery")}
          secret={codes}
          onClose={() => setCodes(null)}
        />
      )}
      {off && <TurnOff onClose={() => setOff(false)} />}
    </Panel>
  );
}

function SetUp({ offer, onCodes, onClose }: { offer: Offer; onCodes: (codes: string[]) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite(
    (body: { code: string; password: string }) => taken(api.PUT("/me/otp", { body: { secret: offer.secret, ...body } })),
    { fields: ["code", "password"], refresh: ["me"], done: ({ recoveryCodes }) => onCodes(recoveryCodes) },
  );
  return (
    <FormSheet
      title={t("settings.otp.setUp")}
      action={t("settings.otp.turnOn")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => write.run({ code: String(form.get("code")).trim(), password: String(form.get("password")) })}
    >
      <p className="text-soft">{t("settings.otp.scan")}</p>
      <div className="flex flex-wrap items-center gap-4">
        <Qr text={offer.url} label={t("settings.otp.qr")} />
        <div className="min-w-0">
          <p className="text-sm text-soft">{t("settings.otp.byHand")}</p>
          <p className="flex items-center gap-2">
            <code className="font-mono break-all">{offer.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
            <CopyButton text={offer.secret} what={t("settings.otp.key")} />
          </p>
        </div>
      </div>
      <Field
        label={t("session.otp")}
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        hint={t("settings.otp.codeHint")}
        problem={write.fault("code")}
      />
      <Field label={t("session.password")} name="password" type="password" autoComplete="current-password" required problem={write.fault("password")} />
    </FormSheet>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite((password: string) => taken(api.DELETE("/me/otp", { body: { password } })), {
    fields: ["password"],
    refresh: ["me"],
    done: onClose,
  });
  return (
    <FormSheet
      title={t("settings.otp.turnOff")}
      action={t("settings.otp.turnOff")}
      danger
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => write.run(String(form.get("password")))}
    >
      <p className="text-soft">{t("settings.otp.offSays")}</p>
      <Field label={t("session.password")} name="password" type="password" autoComplete="current-password" required problem={write.fault("password")} />
    </FormSheet>
  );
}
