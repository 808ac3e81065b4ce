import { ExternalLink } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { CopyButton } from "../../../design/Copy";
import { Choice, Field } from "../../../design/Field";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useEntries, useOnline } from "../../../live/context";
import { useMay } from "../../../session/context";
import { Trouble } from "../parts";
import { useWrite } from "../useWrite";
import { SigningKeys } from "./SigningKeys";

type Signed = Awaited<ReturnType<typeof sign>>;
type Wish = { path: string; seconds: number; address?: string };

const HOUR_S = 3600;
const terms = { hour: HOUR_S, shift: 8 * HOUR_S, day: 24 * HOUR_S, week: 7 * 24 * HOUR_S, month: 30 * 24 * HOUR_S };

const names: Record<string, string> = {
  "http-flv": "HTTP-FLV",
  "ws-flv": "WebSocket-FLV",
  hls: "HLS",
  dash: "DASH",
  "http-ts": "HTTP-TS",
  "http-fmp4": "HTTP-fMP4",
  rtmp: "RTMP",
  rtsp: "RTSP",
  srt: "SRT",
};

function sign(wish: Wish) {
  return taken(api.POST("/urls/sign", { body: { ...wish, action: "play" } }));
}

/** Addresses by which somebody may look on for a while, without a user. */
export default function Share() {
  const { t } = useTranslation();
  const { administer } = useMay();
  const online = useOnline();
  const list = useId();
  const streams = useEntries();
  const [signed, setSigned] = useState<Signed | null>(null);
  const write = useWrite(sign, { fields: ["path", "seconds", "address"], done: setSigned });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const address = String(form.get("address") ?? "").trim();
    const term = terms[form.get("term") as keyof typeof terms] ?? HOUR_S;
    setSigned(null);
    write.run({ path: String(form.get("path")).trim(), seconds: term, ...(address ? { address } : {}) });
  }
  return (
    <>
      <ScreenHead title={t("settings.page.share")} />
      <div className="space-y-4">
        <Panel title={t("settings.share.make")}>
          <form onSubmit={submit} className="grid gap-4 p-4 md:grid-cols-3">
            <Field
              label={t("settings.share.stream")}
              name="path"
              list={list}
              required
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              hint={t("settings.share.streamHint")}
              problem={write.fault("path")}
            />
            <datalist id={list}>
              {streams.map(({ key }) => (
                <option key={key} value={key} />
              ))}
            </datalist>
            <Choice
              label={t("settings.share.term")}
              name="term"
              defaultValue="day"
              problem={write.fault("seconds")}
              options={Object.keys(terms).map((one) => [one, t(`settings.share.terms.${one}`)])}
            />
            <Field
              label={t("settings.share.address")}
              name="address"
              autoComplete="off"
              placeholder="192.0.2.0/24"
              hint={t("settings.share.addressHint")}
              problem={write.fault("address")}
            />
            <div className="space-y-3 md:col-span-3">
              <p className="text-sm text-soft">{t("settings.share.says")}</p>
              <Trouble>{write.problem}</Trouble>
              <Button type="submit" kind="primary" disabled={!online || write.busy}>
                {t("settings.share.make")}
              </Button>
            </div>
          </form>
        </Panel>
        {signed && <Links signed={signed} onClose={() => setSigned(null)} />}
        {administer && <SigningKeys />}
      </div>
    </>
  );
}

function Links({ signed, onClose }: { signed: Signed; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const urls = Object.entries(signed.urls);
  const page = `${window.location.origin}/${signed.path}/?${signed.query.replace(/^\?/, "")}`;
  return (
    <Panel
      title={t("settings.share.of", { path: signed.path })}
      actions={
        <Button kind="quiet" onClick={onClose}>
          {t("settings.share.hide")}
        </Button>
      }
    >
      <p className="px-4 pt-3 text-soft">{t("settings.share.until", { at: format.time(signed.expires) })}</p>
      {urls.length === 0 ? (
        <Address name={t("settings.share.query")} text={signed.query} />
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-2 px-4 pt-3">
            <a
              href={page}
              target="_blank"
              rel="noreferrer"
              className="inline-flex min-h-8 items-center gap-2 rounded-md border border-line bg-raised px-3 font-medium hover:border-strong"
            >
              <ExternalLink aria-hidden="true" className="size-4" />
              {t("settings.share.test")}
            </a>
          </div>
          <ul className="divide-y divide-line py-1">
            <Address name={t("settings.share.page")} text={page} />
            {urls.map(([protocol, url]) => (
              <Address key={protocol} name={names[protocol] ?? protocol} text={url} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Address({ name, text }: { name: string; text: string }) {
  return (
    <li className="flex list-none items-center gap-3 px-4 py-1.5">
      <span className="w-32 shrink-0 text-soft">{name}</span>
      <code className="min-w-0 grow font-mono text-sm break-all">{text}</code>
      <CopyButton text={text} what={name} />
    </li>
  );
}
