import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError, type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { CopyButton } from "../../../design/Copy";
import { Field } from "../../../design/Field";
import { Skeleton } from "../../../design/Panel";
import { Sheet } from "../../../frame/Sheet";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Failure } from "../../../session/Failure";
import { FormSheet } from "../dialogs";
import { dated, offer } from "../download";
import { Trouble } from "../parts";
import { useWrite } from "../useWrite";

type Request = Schemas["SigningRequest"];
type Wanted = { names: string[]; organization?: string; country?: string };

const QUERY = "signing-request";
const fields = ["names", "organization", "country"];

/** No authority vouches for these. */
const LOOPBACK = /^(?:localhost|127\..*|(?:0:){7}1|::1)$/;

/** The signing request that waits for its certificate; null where none does. */
export function useSigningRequest() {
  return useQuery({
    queryKey: [QUERY],
    queryFn: async (): Promise<Request | null> => {
      try {
        return await taken(api.GET("/certificates/own/request"));
      } catch (failure) {
        if (failure instanceof ApiError && failure.status === 404) return null;
        throw failure;
      }
    },
    staleTime: 0,
  });
}

/** Makes a signing request, or shows the one that waits. */
export function SigningRequest({ names, onClose }: { names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const found = useSigningRequest();
  if (found.data) return <Waiting request={found.data} onClose={onClose} />;
  if (found.data === null) return <Make names={names} onClose={onClose} />;
  return (
    <Sheet title={t("settings.request.title")} onClose={onClose}>
      <div className="p-4">{found.error ? <Failure of={found.error} /> : <Skeleton className="h-40" />}</div>
    </Sheet>
  );
}

function Make({ names, onClose }: { names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite((body: Wanted) => taken(api.POST("/certificates/own/request", { body })), { refresh: [QUERY], fields });
  const text = (form: FormData, name: string) => String(form.get(name)).trim();
  return (
    <FormSheet
      title={t("settings.request.title")}
      action={t("settings.request.make")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => {
        const [organization, country] = [text(form, "organization"), text(form, "country").toUpperCase()];
        write.run({
          names: text(form, "names").split(/[\s,，]+/).filter(Boolean),
          ...(organization && { organization }),
          ...(country && { country }),
        });
      }}
    >
      <p className="text-soft">{t("settings.request.says")}</p>
      <Field
        label={t("settings.request.names")}
        name="names"
        required
        spellCheck={false}
        autoCapitalize="none"
        defaultValue={names.filter((name) => !LOOPBACK.test(name)).join(", ")}
        hint={t("settings.request.namesHint")}
        problem={write.fault("names")}
      />
      <Field label={t("settings.request.organization")} name="organization" maxLength={64} problem={write.fault("organization")} />
      <Field label={t("settings.request.country")} name="country" maxLength={2} hint={t("settings.request.countryHint")} problem={write.fault("country")} />
    </FormSheet>
  );
}

function Waiting({ request, onClose }: { request: Request; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const drop = useWrite(() => taken(api.DELETE("/certificates/own/request")), { refresh: [QUERY], done: onClose });
  return (
    <Sheet title={t("settings.request.title")} onClose={onClose}>
      <div className="space-y-4 p-4" data-request="waits">
        <p className="text-soft">{t("settings.request.waits", { time: format.time(request.made) })}</p>
        <p>
          {t("settings.certificate.names")}: <span translate="no">{request.names.join(", ")}</span>
        </p>
        <div className="flex items-start gap-2 rounded-md border border-line bg-ground p-3">
          <pre tabIndex={0} role="group" aria-label={t("settings.request.title")} className="max-h-60 min-w-0 grow overflow-auto font-mono text-sm">
            {request.request}
          </pre>
          <CopyButton text={request.request} what={t("settings.request.it")} />
        </div>
        <Trouble>{drop.problem}</Trouble>
        <div className="flex flex-wrap justify-end gap-2">
          <Button kind="danger" disabled={!online || drop.busy} onClick={() => drop.run(undefined)}>
            {t("settings.request.drop")}
          </Button>
          <Button kind="primary" onClick={() => offer(new Blob([request.request], { type: "application/x-pem-file" }), dated("request-", "csr"))}>
            {t("settings.request.download")}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
