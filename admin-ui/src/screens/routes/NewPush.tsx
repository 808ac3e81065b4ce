import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { Sheet } from "../../frame/Sheet";
import { uncarried } from "./carriage";
import { pushing } from "./edits";
import type { Board, PushKind, StreamPort } from "./ports";
import type { Wiring } from "./useWiring";

const schemes: Record<string, PushKind> = {
  rtmp: "rtmp-push",
  rtmps: "rtmp-push",
  srt: "srt-push",
  rtsp: "rtsp-push",
  rtsps: "rtsp-push",
  udp: "udp-ts-push",
  rtp: "udp-ts-push",
};

/** What an address is pushed by; undefined where it is none. */
export function pushKindOf(url: string): PushKind | undefined {
  const scheme = /^([a-z]+):\/\/./i.exec(url.trim())?.[1]?.toLowerCase();
  return scheme ? schemes[scheme] : undefined;
}

/** Whom an address is of, without what may be secret in it. */
export function server(url: string): string {
  const [, scheme = "", host = ""] = /^(\w+:\/\/)(?:[^/]*@)?([^/?#]*)/.exec(url.trim()) ?? [];
  return scheme + host;
}

/** Asks where a stream is to be sent. */
export function NewPush({ stream, wiring }: { stream: StreamPort; wiring: Wiring }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState("");
  const kind = pushKindOf(url);
  const coding = kind && uncarried(kind, stream.entry?.stream);
  const wrong = url.length > 6 && !kind;
  return (
    <Sheet title={t("routes.newPushTitle", { key: stream.key })} onClose={wiring.close}>
      <form
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!kind || coding) return;
          const push = { url: url.trim(), ...(kind === "rtmp-push" && secret ? { streamKey: secret } : {}) };
          const making = (all: Board) => {
            const now = all.ports.get(stream.id);
            return now?.kind === "stream" ? pushing(now, kind, push) : undefined;
          };
          wiring.apply(stream.key, making, t("routes.connected", { from: stream.key, to: server(url) }));
        }}
      >
        <Field
          label={t("routes.pushUrl")}
          hint={t("routes.pushHint", { schemes: "rtmp, rtmps, srt, rtsp, rtsps, udp, rtp" })}
          problem={wrong ? t("routes.pushWrong", { schemes: "rtmp, rtmps, srt, rtsp, rtsps, udp, rtp" }) : undefined}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          placeholder="rtmp://192.0.2.9/app"
          spellCheck={false}
          autoCapitalize="none"
        />
        {kind === "rtmp-push" && (
          <Field
            label={t("routes.streamKey")}
            hint={t("routes.streamKeyHint")}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
        {coding && <Notice kind="bad">{t("routes.refused.codec", { value: coding })}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={wiring.close}>{t("cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!kind || !!coding || wiring.locked}>
            {t("routes.send")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
