import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { patchRoute } from "../../api/routes";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { useFormat } from "../../i18n";
import type { Entry } from "../../live/condition";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { Sign } from "./ArqLane";
import type { LinkAdvice, Mark } from "./arq";

const SHOWN = 12;

/** Why there is no lane of decisions: TCP repeats by itself, and so does libsrt where no policy of ours stands before it. */
export function NoDecisions({ entry, srt }: { entry: Entry; srt: boolean }) {
  const { t } = useTranslation();
  const protocol = entry.stream?.source?.protocol?.toUpperCase();
  return (
    <p data-no-arq className="border-t border-line px-4 py-2 text-sm text-soft">
      {srt ? t("detail.arq.stock") : protocol ? t("detail.arq.notSrt", { protocol }) : t("detail.arq.nobody")}
    </p>
  );
}

/** Whether the window leaves time for repeats; what would, to be put into the route where that owns it. */
export function Advice({ advice, entry }: { advice: LinkAdvice; entry: Entry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const route = entry.route?.key === entry.key ? entry.route : undefined;
  const wanted = advice.suggestedMs ?? undefined;
  const apply = useMutation({
    mutationFn: (latencyMs: number) => patchRoute(entry.key, { srt: { latencyMs } }, route?.version ?? 0),
  });
  const set = route?.srt?.latencyMs;
  return (
    <div className="border-t border-line p-3" data-arq-advice={wanted ?? 0}>
      <Notice kind={wanted ? "warn" : "good"}>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <p>
            {t("detail.arq.window", { rtt: format.number(advice.rttMs, advice.rttMs < 10 ? 1 : 0), window: format.number(advice.latencyMs) })}{" "}
            {t(advice.retries >= 20 ? "detail.arq.many" : "detail.arq.retries", { count: advice.retries })}{" "}
            {wanted && t("detail.arq.suggest", { latency: format.number(wanted) })}
          </p>
          {wanted && operate && route && set !== wanted && (
            <Button disabled={!online || apply.isPending} onClick={() => apply.mutate(wanted)}>
              {t("detail.arq.apply", { latency: format.number(wanted) })}
            </Button>
          )}
        </div>
        {wanted && set === wanted && <p className="text-soft">{t("detail.arq.applied")}</p>}
        {wanted && !route && <p className="text-soft">{t("detail.arq.notOurs")}</p>}
        {apply.error && <p role="alert"><Failure of={apply.error} /></p>}
      </Notice>
    </div>
  );
}

/** The last decisions of an instant in words. */
export function DecisionTable({ marks, forgotten }: { marks: readonly Mark[]; forgotten: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = marks.slice(-SHOWN).reverse();
  return (
    <details className="border-t border-line">
      <summary className="min-h-8 cursor-pointer px-4 py-1.5 text-sm text-soft">
        {t("detail.arq.table", { count: marks.length })} {forgotten > 0 && t("detail.arq.forgotten", { count: forgotten })}
      </summary>
      <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("detail.arq.title")}>
        <table className="w-full text-left text-sm whitespace-nowrap [&_td]:px-4 [&_td]:py-0.5 [&_th]:px-4 [&_th]:py-1 [&_th]:font-medium [&_th]:text-soft">
          <thead>
            <tr>
              <th scope="col">{t("detail.time")}</th>
              <th scope="col">{t("detail.arq.packet")}</th>
              <th scope="col">{t("detail.arq.what")}</th>
              <th scope="col">{t("detail.arq.why")}</th>
              <th scope="col">{t("detail.arq.after")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, at, afterMs, decision }) => (
              <tr key={decision.position} data-decision={kind}>
                <td className="text-soft">{format.time(at * 1000)}</td>
                <td>{decision.sequence}</td>
                <td>
                  <span className="inline-flex items-center gap-1.5">
                    <Sign kind={kind} /> {t(`detail.arq.kind.${kind}`)}
                    {kind === "reported" && decision.copies > 1 && ` × ${decision.copies}`}
                  </span>
                </td>
                <td>{t(`detail.arq.reason.${decision.reason}`, { defaultValue: decision.reason })}</td>
                <td>{format.number(afterMs, 0)} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
