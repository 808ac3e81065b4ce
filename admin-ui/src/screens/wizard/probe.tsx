import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Schemas, api, taken } from "../../api/client";
import type { RouteSource } from "../../api/routes";
import { Notice } from "../../design/Notice";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";

type ProbeReport = Schemas["ProbeReport"];

export interface Probe {
  running: boolean;
  report: ProbeReport | undefined;
  error: Error | null;
  again: () => void;
}

const SECONDS = 3;

/** Others look, too: somebody who finds no place waits for one. */
const TRIES = 20;

/**
 * The gateway looks at the source as a route would. Leaving ends it.
 *
 * @param onSeen told whether it works, once it is known
 */
export function useProbe(
  source: RouteSource,
  srt: Schemas["RouteSrt"] | undefined,
  enabled: boolean,
  onSeen?: (ok: boolean) => void,
): Probe {
  const online = useOnline();
  const probe = useQuery({
    queryKey: ["probe", source, srt],
    queryFn: ({ signal }) => taken(api.POST("/probe", { body: { source, ...(srt ? { srt } : {}), seconds: SECONDS }, signal })),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, failure) => failure instanceof ApiError && failure.status === 429 && count < TRIES,
    retryDelay: 2000,
    enabled: enabled && online,
  });
  const running = probe.isFetching;
  const report = running ? undefined : probe.data;
  const error = running ? null : probe.error;
  useEffect(() => {
    if (report || error) onSeen?.(report?.ok ?? false);
  }, [report, error]);
  return { running, report, error, again: () => void probe.refetch() };
}

/** How it went, step by step, and what was found, or why it was not. */
export function Report({ probe: { running, report, error } }: { probe: Probe }) {
  const { t } = useTranslation();
  return (
    <>
      {report && <Steps report={report} />}
      {running && (
        <p role="status" className="flex items-center gap-2">
          <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />
          {t("wizard.looking")}
        </p>
      )}
      {error && (
        <Notice kind="bad" alert>
          <Failure of={error} />
        </Notice>
      )}
      {report?.ok && <Found report={report} />}
      {report && !report.ok && (
        <div data-cause={report.code}>
          <Notice kind="bad" alert>
            <p className="font-medium">{t(`wizard.cause.${report.code}.says`)}</p>
            <p>{t(`wizard.cause.${report.code}.next`)}</p>
            <p lang="en" className="mt-1 font-mono text-sm break-words text-soft">{report.cause}</p>
          </Notice>
        </div>
      )}
    </>
  );
}

function Steps({ report }: { report: ProbeReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const marks = {
    ok: <CircleCheck aria-hidden="true" className="size-4 text-good" />,
    failed: <CircleX aria-hidden="true" className="size-4 text-bad" />,
    skipped: <CircleMinus aria-hidden="true" className="size-4 text-off" />,
  };
  return (
    <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
      {report.steps.map((step) => (
        <li key={step.step} data-step={step.step} data-outcome={step.outcome} className="flex flex-wrap items-center gap-x-3 px-4 py-2">
          {marks[step.outcome]}
          <span className="font-medium">{t(`wizard.steps.${step.step}`)}</span>
          <span className="text-soft">{t(`wizard.outcome.${step.outcome}`)}</span>
          <span lang="en" className="min-w-0 grow truncate text-sm text-soft" title={step.detail}>
            {step.detail}
          </span>
          {step.outcome !== "skipped" && <span className="text-sm text-soft">{t("wizard.ms", { ms: format.number(step.ms) })}</span>}
        </li>
      ))}
    </ol>
  );
}

function Found({ report }: { report: ProbeReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { measured } = report;
  return (
    <section aria-label={t("wizard.found")} className="space-y-2 rounded-lg border border-good/50 bg-surface p-4" data-found>
      <h2>{t("wizard.found")}</h2>
      <ul>
        {report.tracks.map((track) => (
          <li key={track.id}>
            <b className="font-medium">{track.codec}</b>{" "}
            <span className="text-soft">
              {[
                track.profile,
                track.width && track.height ? `${track.width} × ${track.height}` : undefined,
                track.fps ? t("wizard.fps", { fps: format.number(track.fps) }) : undefined,
                track.sampleRateHz ? `${format.number(track.sampleRateHz)} Hz` : undefined,
                track.bitrateBps ? format.bitRate(track.bitrateBps) : undefined,
              ]
                .filter(Boolean)
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {measured && (
        <p className="text-soft">
          {t("wizard.measured", {
            rate: format.bitRate(measured.bitrateBps),
            gop: format.number(measured.gopMs / 1000, 1),
            longest: format.number(measured.longestGopMs / 1000, 1),
          })}
        </p>
      )}
      {report.device && <p className="text-sm text-soft">{report.device}</p>}
    </section>
  );
}
