import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { LoaderCircle } from "lucide-react";
import { type Dispatch, type SetStateAction, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { type Format } from "../../design/format";
import { useFormat } from "../../i18n";
import { useLive, useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { type Found, type Profile, type Report, nameOf, toggled } from "./cameras";
import { Login } from "./Login";
import type { Order } from "./order";

/** Cameras whose clock is further off say so: their recordings and one-time codes go by it. */
const CLOCK_SECONDS = 60;
const AT_ONCE = 3;

interface Props {
  order: Order;
  onChange: Dispatch<SetStateAction<Order>>;
  onBack: () => void;
  onNext: () => void;
}

/** What each of the chosen cameras has, a few asked at a time. */
export function Profiles({ order, onChange, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const { batch } = order;
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const [login, setLogin] = useState({ user: order.user, password: order.password, round: 0 });
  const asked = batch.found.filter((one) => batch.picked.includes(one.url));
  const waiting = asked.filter((one) => !answered.has(one.url)).map((one) => one.url);
  const changed = login.user !== order.user || login.password !== order.password;
  const again = () => {
    setAnswered(new Set());
    setLogin({ user: order.user, password: order.password, round: login.round + 1 });
  };
  return (
    <div className="space-y-4">
      <p className="text-soft">{t("wizard.profiles.says")}</p>
      {asked.map((camera) => (
        <Camera
          key={camera.url}
          camera={camera}
          order={order}
          login={login}
          enabled={answered.has(camera.url) || waiting.slice(0, AT_ONCE).includes(camera.url)}
          onAnswered={() => setAnswered((before) => new Set(before).add(camera.url))}
          onChange={onChange}
        />
      ))}
      <details className="rounded-lg border border-line bg-surface px-4 py-2" open={changed || undefined}>
        <summary className="min-h-6 cursor-pointer font-medium">{t("wizard.profiles.login")}</summary>
        <div className="mt-3 space-y-3">
          <Login order={order} onChange={onChange} hint={t("wizard.find.loginHint")} />
          <Button onClick={again}>{t("wizard.profiles.again")}</Button>
        </div>
      </details>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        <Button kind="primary" disabled={batch.choices.length === 0} onClick={onNext}>
          {t("wizard.profiles.look", { count: batch.choices.length })}
        </Button>
      </div>
    </div>
  );
}

interface CameraProps {
  camera: Found;
  order: Order;
  login: { user: string; password: string; round: number };
  enabled: boolean;
  onAnswered: () => void;
  onChange: Dispatch<SetStateAction<Order>>;
}

function Camera({ camera, order, login, enabled, onAnswered, onChange }: CameraProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const routes = useLive((state) => state.routes);
  const used = new Set(routes.keys());
  const describe = useQuery({
    queryKey: ["camera", camera.url, login.round],
    queryFn: ({ signal }) =>
      taken(api.POST("/onvif/describe", { body: { url: camera.url, user: login.user, password: login.password, verifyTls: false }, signal })),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: enabled && online,
    retry: (count, failure) => failure instanceof ApiError && failure.status === 429 && count < 20,
    retryDelay: 2000,
  });
  const report = describe.data;
  const done = report !== undefined || describe.error !== null;
  const taking = (before: Order, profile: Profile): Order => ({
    ...before,
    batch: toggled(before.batch, camera, profile, profileSays(profile, format, t), used),
  });
  useEffect(() => {
    if (done) onAnswered();
  }, [done]);
  useEffect(() => {
    const first = report?.profiles.find((one) => one.video && one.url);
    if (!first) return;
    // several cameras answer at once
    onChange((before) => (before.batch.choices.some((one) => one.camera.url === camera.url) ? before : taking(before, first)));
  }, [report]);
  return (
    <section aria-label={nameOf(camera)} className="rounded-lg border border-line bg-surface" data-camera={camera.address}>
      <header className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2">
        <h2 className="font-medium">{nameOf(camera)}</h2>
        <span className="text-sm text-soft">{report && `${report.manufacturer} ${report.model}`.trim()}</span>
        <span className="ml-auto font-mono text-sm text-soft">{camera.address}</span>
      </header>
      <div className="space-y-2 p-4">
        {!done && (
          <p role="status" className="flex items-center gap-2 text-soft">
            <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />
            {t("wizard.profiles.asking")}
          </p>
        )}
        {describe.error && <Notice kind="bad"><Failure of={describe.error} /></Notice>}
        {report && <Says report={report} />}
        {report?.profiles
          .filter((profile) => profile.video)
          .map((profile) => (
            <label key={profile.token} className="flex min-h-9 items-center gap-3">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                disabled={!profile.url}
                checked={order.batch.choices.some((one) => one.id === `${camera.url} ${profile.token}`)}
                onChange={() => onChange((before) => taking(before, profile))}
              />
              <span className="min-w-0">
                <span className="font-medium">{profile.name || profile.token}</span>{" "}
                <span className="text-soft">{profileSays(profile, format, t)}</span>
              </span>
            </label>
          ))}
      </div>
    </section>
  );
}

/** Why it does not work, or what is odd about it. */
function Says({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ahead = Math.abs(report.clockAheadSeconds ?? 0);
  return (
    <>
      {!report.ok && (
        <div data-cause={report.code}>
          <Notice kind="bad" alert>
            <p className="font-medium">{t(`wizard.camera.${report.code}.says`)}</p>
            <p>{t(`wizard.camera.${report.code}.next`)}</p>
            <p lang="en" className="mt-1 font-mono text-sm break-words text-soft">{report.cause}</p>
          </Notice>
        </div>
      )}
      {ahead > CLOCK_SECONDS && <Notice kind="warn">{t("wizard.profiles.clock", { span: format.span(ahead * 1000) })}</Notice>}
    </>
  );
}

/** Coding, size, pictures a second, bit rate, sound: as the camera says. */
function profileSays(profile: Profile, format: Format, t: TFunction): string {
  const { video, audio } = profile;
  return [
    video?.codec,
    video?.width && video.height ? `${video.width} × ${video.height}` : undefined,
    video?.fps ? t("wizard.fps", { fps: format.number(video.fps) }) : undefined,
    video?.bitrateBps ? format.bitRate(video.bitrateBps) : undefined,
    audio?.codec,
  ]
    .filter(Boolean)
    .join(", ");
}
