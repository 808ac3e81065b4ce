import { useQuery } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, taken } from "../../api/client";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { Failure } from "../../session/Failure";
import { FindCameras } from "./FindCameras";
import { type Kind, type Order, kindOf, kinds, pasted, probed, settled, unknownOf } from "./order";

const examples: Partial<Record<Kind, string>> = {
  rtsp: "rtsp://192.0.2.7:554/ch1",
  srt: "srt://192.0.2.7:9000?streamid=cam1",
  rtmp: "rtmp://192.0.2.7/live/cam1",
  udp: "udp://239.1.1.1:5000",
};

const names: Partial<Record<Kind, string>> = { rtsp: "RTSP", srt: "SRT", rtmp: "RTMP", udp: "UDP" };

interface Props {
  order: Order;
  onChange: (order: Order) => void;
}

/** Where a source is, and how it is spoken to. */
export function SourceFields({ order, onChange }: Props) {
  const { t } = useTranslation();
  const called = probed.includes(order.kind);
  const found = kindOf(order.url);
  const unknown = unknownOf(order);
  const wrong = order.url.length > 6 && found !== order.kind;
  return (
    <>
      <RadioGroup.Root
        value={order.kind}
        onValueChange={(kind) => onChange({ ...order, kind: kind as Kind })}
        aria-label={t("wizard.kind")}
        className="grid grid-cols-2 gap-2 sm:grid-cols-4"
      >
        {kinds.map((kind) => (
          <RadioGroup.Item
            key={kind}
            value={kind}
            aria-label={names[kind] ?? t(`wizard.kinds.${kind}`)}
            className="min-h-16 rounded-lg border border-line bg-surface px-3 py-2 text-left hover:border-strong data-[state=checked]:border-accent data-[state=checked]:bg-raised"
          >
            <span className="block font-medium">{names[kind] ?? t(`wizard.kinds.${kind}`)}</span>
            <span className="block text-sm text-soft">{t(`wizard.about.${kind}`)}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {called && (
        <Field
          label={t("wizard.url")}
          hint={t("wizard.urlHint", { example: examples[order.kind] ?? "" })}
          problem={
            wrong
              ? t("wizard.urlWrong", { example: examples[order.kind] ?? "" })
              : unknown.length > 0
                ? t("wizard.unknown", { names: unknown.join(", ") })
                : undefined
          }
          value={order.url}
          onBlur={() => onChange(settled(order))}
          onChange={(event) => onChange(pasted(order, event.target.value))}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
      )}
      {order.kind === "onvif" && <FindCameras order={order} onChange={onChange} />}
      {order.kind === "rtsp" && <Rtsp order={order} onChange={onChange} />}
      {order.kind === "srt" && <Srt order={order} onChange={onChange} />}
      {called && order.kind !== "udp" && (
        <label className="flex items-center gap-2">
          <input type="checkbox" checked={order.onDemand} onChange={(event) => onChange({ ...order, onDemand: event.target.checked })} />
          {t("wizard.onDemand")}
        </label>
      )}
      {order.kind === "file" && <Clips order={order} onChange={onChange} />}
    </>
  );
}

function Rtsp({ order, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label={t("session.user")} value={order.user} autoComplete="off" onChange={(event) => onChange({ ...order, user: event.target.value })} />
      <Field
        label={t("session.password")}
        type="password"
        autoComplete="new-password"
        value={order.password}
        onChange={(event) => onChange({ ...order, password: event.target.value })}
      />
      <label className="block">
        <span className="mb-1 block font-medium">{t("wizard.transport")}</span>
        <select
          value={order.transport}
          onChange={(event) => onChange({ ...order, transport: event.target.value as Order["transport"] })}
          className="min-h-9 w-full rounded-md border border-strong bg-ground px-2"
        >
          {(["auto", "tcp", "udp", "multicast", "http"] as const).map((one) => (
            <option key={one} value={one}>
              {one === "auto" ? t("wizard.auto") : one === "multicast" ? t("wizard.multicast") : one.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Srt({ order, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label={t("wizard.passphrase")}
        hint={t("wizard.passphraseHint")}
        type="password"
        autoComplete="new-password"
        value={order.passphrase}
        onChange={(event) => onChange({ ...order, passphrase: event.target.value })}
      />
      <Field
        label={t("wizard.latency")}
        hint={t("wizard.latencyHint")}
        inputMode="numeric"
        value={order.latencyMs}
        onChange={(event) => onChange({ ...order, latencyMs: event.target.value.replace(/\D/g, "") })}
      />
    </div>
  );
}

/** What has been uploaded; the server has looked at it then. */
function Clips({ order, onChange }: Props) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ["clips"], queryFn: () => taken(api.GET("/clips")) });
  if (found.error) return <Notice kind="bad"><Failure of={found.error} /></Notice>;
  const items = found.data?.items ?? [];
  const bring = (
    <Link to="/clips" className="inline-flex min-h-6 items-center text-accent underline">
      {t("wizard.bringClip")}
    </Link>
  );
  if (found.isSuccess && items.length === 0) {
    return (
      <Notice kind="warn">
        {t("wizard.noClips")} {bring}
      </Notice>
    );
  }
  return (
    <div className="space-y-2">
      <label className="block">
        <span className="mb-1 block font-medium">{t("wizard.clip")}</span>
        <select
          value={order.clip}
          onChange={(event) => onChange({ ...order, clip: event.target.value })}
          className="min-h-9 w-full rounded-md border border-strong bg-ground px-2"
        >
          <option value="">{t("wizard.choose")}</option>
          {items.map((clip) => (
            <option key={clip.name} value={clip.name} disabled={clip.state !== "ready"}>
              {clip.name}
            </option>
          ))}
        </select>
      </label>
      {bring}
    </div>
  );
}
