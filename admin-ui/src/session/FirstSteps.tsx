import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../api/client";
import { Button } from "../design/Button";
import { CopyButton } from "../design/Copy";
import { Notice } from "../design/Notice";
import { useFormat } from "../i18n";
import { Failure } from "./Failure";

/** What the browser sees of the certificate, to compare with what the gateway wrote to its log. */
export function Connection({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = useQuery({ queryKey: ["certificates"], queryFn: () => taken(api.GET("/certificates")) });
  const own = found.data?.items.filter((one) => one.fingerprint) ?? [];
  return (
    <div className="space-y-4">
      <h2>{t("setup.tlsTitle")}</h2>
      <p className="text-soft">{t("setup.tlsSays")}</p>
      {found.error && <Notice kind="bad"><Failure of={found.error} /></Notice>}
      {found.isSuccess && own.length === 0 && <Notice kind="warn">{t("setup.tlsNone")}</Notice>}
      {own.map((one) => (
        <div key={one.fingerprint} className="rounded-md border border-line bg-surface p-3" data-fingerprint={one.fingerprint}>
          <p className="flex items-center justify-between gap-2 font-medium">
            {t(one.selfSigned ? "setup.tlsOwn" : "setup.tlsGiven")}
            <CopyButton text={one.fingerprint} what="SHA-256" />
          </p>
          <p className="font-mono text-sm break-all">{one.fingerprint}</p>
          <p className="mt-1 text-sm text-soft">{t("setup.tlsUntil", { time: format.time(one.notAfter) })}</p>
        </div>
      ))}
      <Button kind="primary" className="w-full" onClick={onNext}>
        {t("setup.next")}
      </Button>
    </div>
  );
}

/** The last step: a camera, a picture without one, or neither. */
export function FirstCamera({ onDone }: { onDone: (path: string) => void }) {
  const { t } = useTranslation();
  const demo = useMutation({
    mutationFn: () =>
      taken(
        api.PUT("/routes/{app}/{name}", {
          params: { path: { app: "live", name: "demo" }, header: { "If-None-Match": "*" } },
          body: { key: "live/demo", labels: ["demo"], sources: [{ type: "test-pattern" }] },
        }),
      ),
    onSuccess: () => onDone("/streams/live/demo"),
  });
  return (
    <div className="space-y-4">
      <h2>{t("setup.firstTitle")}</h2>
      <p className="text-soft">{t("setup.firstSays")}</p>
      <div className="grid gap-2">
        <Button kind="primary" className="min-h-10" onClick={() => onDone("/routes/new")}>
          {t("setup.firstCamera")}
        </Button>
        <Button className="min-h-10" disabled={demo.isPending} onClick={() => demo.mutate()}>
          {t("setup.firstDemo")}
        </Button>
        <Button kind="quiet" className="min-h-10" onClick={() => onDone("/")}>
          {t("setup.firstNone")}
        </Button>
      </div>
      {demo.error && (
        <Notice kind="bad" alert>
          <Failure of={demo.error} />
        </Notice>
      )}
    </div>
  );
}
