import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { CopyButton } from "../../../design/Copy";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { useMay } from "../../../session/context";
import { FormSheet, Typed } from "../dialogs";
import { Answer, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { SigningRequest, useSigningRequest } from "./SigningRequest";

type Certificate = Schemas["Certificate"];

const DAY_MS = 86_400_000;
const tones = { valid: "good", expiring: "warn", expired: "bad", "not-yet-valid": "bad" } as const;

/** What is shown to whoever connects over TLS. */
export default function Certificates() {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["certificates"], queryFn: () => taken(api.GET("/certificates")), refetchInterval: 5_000, enabled: online });
  return (
    <>
      <ScreenHead title={t("settings.page.certificates")} />
      <Answer of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-soft">{t("settings.certificate.none")}</p>
          ) : (
            <div className="space-y-4">
              {items.map((one) => (
                <One key={one.file} of={one} />
              ))}
            </div>
          )
        }
      </Answer>
    </>
  );
}

function One({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const { administer } = useMay();
  const [open, setOpen] = useState<"upload" | "request" | "renew" | null>(null);
  const days = Math.floor((Date.parse(of.notAfter) - Date.now()) / DAY_MS);
  const rows: [string, React.ReactNode][] = [
    [t("settings.certificate.subject"), of.subject],
    [t("settings.certificate.names"), of.names.join(", ")],
    [t("settings.certificate.by"), t(of.selfSigned ? "settings.certificate.self" : "settings.certificate.others")],
    [t("settings.certificate.until"), `${format.time(of.notAfter)} (${t("settings.certificate.days", { count: days })})`],
    [t("settings.certificate.loaded"), format.time(of.loaded)],
    [t("settings.certificate.file"), <code className="font-mono text-sm break-all">{of.file}</code>],
  ];
  return (
    <Panel
      title={of.listeners.join(", ").toUpperCase()}
      actions={<Verdict tone={tones[of.state]}>{t(`settings.certificate.states.${of.state}`)}</Verdict>}
    >
      <div className="space-y-4 p-4">
        {of.problem && <Notice kind="warn"><span lang="en">{of.problem}</span></Notice>}
        <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[auto_1fr]">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
        </dl>
        <div>
          <p className="text-soft">{t("settings.certificate.fingerprint")}</p>
          <p className="flex items-center gap-2">
            <code className="font-mono text-sm break-all">{of.fingerprint}</code>
            <CopyButton text={of.fingerprint} what={t("settings.certificate.print")} />
          </p>
          <p className="mt-1 text-sm text-soft">{t("settings.certificate.compare")}</p>
        </div>
        {administer &&
          (of.own ? (
            <div className="flex flex-wrap gap-2">
              <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("upload")}>
                {t("settings.certificate.upload")}
              </Button>
              <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("request")}>
                {t("settings.request.title")}
              </Button>
              <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("renew")}>
                {t("settings.certificate.renew")}
              </Button>
            </div>
          ) : (
            <p className="text-sm text-soft">{t("settings.certificate.configured")}</p>
          ))}
      </div>
      {open === "request" && <SigningRequest names={of.names} onClose={() => setOpen(null)} />}
      {open === "upload" && <Upload onClose={() => setOpen(null)} />}
      {open === "renew" && (
        <Typed
          title={t("settings.certificate.renew")}
          name={of.subject}
          action={t("settings.certificate.renew")}
          refresh={["certificates"]}
          call={() => taken(api.POST("/certificates/own/renewal", { body: {} }))}
          onClose={() => setOpen(null)}
        >
          {t("settings.certificate.renewSays")}
        </Typed>
      )}
    </Panel>
  );
}

function Upload({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const waits = useSigningRequest().data;
  const write = useWrite((body: { chain: string; key?: string }) => taken(api.PUT("/certificates/own", { body })), {
    refresh: ["certificates", "signing-request"],
    fields: ["chain", "key"],
    done: onClose,
  });
  return (
    <FormSheet
      title={t("settings.certificate.upload")}
      action={t("settings.certificate.use")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={async (form) => {
        const [chain, key] = await Promise.all([form.get("chain"), form.get("key")].map((file) => (file instanceof File ? file.text() : "")));
        write.run({ chain: chain ?? "", ...((key || !waits) && { key: key ?? "" }) });
      }}
    >
      <p className="text-soft">{t("settings.certificate.uploadSays")}</p>
      <PemFile name="chain" label={t("settings.certificate.chain")} problem={write.fault("chain")} />
      <PemFile name="key" label={t(waits ? "settings.certificate.keyOrRequest" : "settings.certificate.key")} optional={Boolean(waits)} problem={write.fault("key")} />
    </FormSheet>
  );
}

function PemFile({ name, label, optional = false, problem }: { name: string; label: string; optional?: boolean; problem: ReactNode }) {
  return (
    <label className="block">
      <span className="mb-1 block font-medium">{label}</span>
      <input
        type="file"
        name={name}
        required={!optional}
        accept=".pem,.crt,.cer,.key,application/x-pem-file"
        className="w-full rounded-md border border-strong bg-ground p-1.5 file:mr-3 file:min-h-7 file:rounded file:border file:border-line file:bg-raised file:px-2 file:text-ink"
      />
      {problem && <span className="mt-1 block text-sm text-bad">{problem}</span>}
    </label>
  );
}
