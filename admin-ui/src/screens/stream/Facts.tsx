import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { Said } from "../../i18n/Said";
import type { Entry } from "../../live/condition";
import { useGatewayNow, useNumbers } from "../../live/context";
import { Sparkline } from "../overview/Sparkline";

/** The numbers of this second, and where the stream comes from. */
export function Facts({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useGatewayNow();
  const numbers = useNumbers(entry.key);
  const { stream, route } = entry;
  const source = stream?.source;
  return (
    <Panel title={t("stream.now")}>
      <dl className="grid grid-cols-2 gap-px bg-line sm:grid-cols-3 xl:grid-cols-2 2xl:grid-cols-3">
        <Fact name={t("stream.bitRate")}>
          <span className="flex items-center justify-between gap-2">
            {format.bitRate(numbers?.bitrateBps ?? stream?.bitrateBps ?? 0)}
            <Sparkline streamKey={entry.key} />
          </span>
        </Fact>
        <Fact name={t("stream.frameRate")}>
          {t("stream.fps", { count: format.number(numbers?.framesPerSecond ?? stream?.framesPerSecond ?? 0, 1) })}
        </Fact>
        <Fact name={t("stream.viewersCount")}>{format.number(numbers?.viewers ?? stream?.viewers ?? 0)}</Fact>
        <Fact name={t("stream.since")}>
          {stream ? <span title={format.time(stream.since)}>{format.span(now - Date.parse(stream.since))}</span> : "–"}
        </Fact>
        <Fact name={t("stream.from")}>{source ? `${source.protocol.toUpperCase()} ${source.remote}` : "–"}</Fact>
        <Fact name={t("stream.route")}>{stream?.route ?? route?.key ?? t("overview.instant")}</Fact>
      </dl>
      {stream && stream.sources.length > 1 && (
        <ul className="border-t border-line px-4 py-2">
          {stream.sources.map((one) => (
            <li key={one.index} className="flex flex-wrap justify-between gap-x-3 py-0.5">
              <span>
                {one.index + 1}. {one.type}
                {one.active && <b className="ml-2 text-good">{t("stream.active")}</b>}
              </span>
              <span className="text-soft">
                {one.reason ? <Said of={`cause.${one.code}.says`} english={one.reason} /> : t(`stream.sourceState.${one.state}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-2">
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
