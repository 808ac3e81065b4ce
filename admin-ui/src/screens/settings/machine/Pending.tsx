import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { useOnline } from "../../../live/context";
import { Trouble } from "../parts";
import { useWrite } from "../useWrite";
import type { Link } from "./Network";

interface Props {
  /** That were left when it was asked. */
  seconds: number;
  /** When it was asked, by this browser's clock. */
  at: number;
  links: Link[];
}

/** A change of the network waits: whoever still reaches the machine keeps it; else it goes back by itself. */
export function Pending({ seconds, at, links }: Props) {
  const { t } = useTranslation();
  const online = useOnline();
  const [now, setNow] = useState(at);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil(seconds - Math.max(0, now - at) / 1000));
  const options = { refresh: ["system-network"] };
  const keep = useWrite(() => taken(api.POST("/system/network/confirm", { body: {} })), options);
  const back = useWrite(() => taken(api.POST("/system/network/revert", { body: {} })), options);
  const here = `${location.protocol}//${location.hostname}`;
  const places = links
    .flatMap((link) => link.setting?.addresses ?? [])
    .map((one) => one.replace(/\/.*/, ""))
    .map((host) => `${location.protocol}//${host.includes(":") ? `[${host}]` : host}`)
    .filter((place) => place !== here)
    .map((place) => `${place}${location.port ? `:${location.port}` : ""}/admin/settings/network`);
  return (
    <Notice kind="warn" alert>
      <div data-pending className="space-y-2">
        <p>{t("settings.net.waits")}</p>
        <p className="font-medium tabular-nums" aria-live="off">
          {t("settings.net.left", { count: left })}
        </p>
        {places.length > 0 && (
          <p className="text-soft">
            {t("settings.net.there")}{" "}
            {places.map((place) => (
              <a key={place} href={place} translate="no" className="mr-3 break-all text-accent underline">
                {place}
              </a>
            ))}
          </p>
        )}
        <Trouble>{keep.problem ?? back.problem}</Trouble>
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" disabled={!online || keep.busy} onClick={() => keep.run(undefined)}>
            {t("settings.net.keep")}
          </Button>
          <Button disabled={!online || back.busy} onClick={() => back.run(undefined)}>
            {t("settings.net.back")}
          </Button>
        </div>
      </div>
    </Notice>
  );
}
