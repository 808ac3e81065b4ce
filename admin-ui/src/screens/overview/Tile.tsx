import { Eye, Pause, Play, X } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { StateBadge, StateMark } from "../../design/State";
import { useFormat } from "../../i18n";
import type { Entry } from "../../live/condition";
import { useNumbers, useStore } from "../../live/context";
import { Preview } from "../../player/Preview";
import { Still } from "../../player/Still";
import { Adopt } from "../stream/Adopt";
import { Sparkline } from "./Sparkline";

interface Props {
  entry: Entry;
  now: number;
  dense: boolean;
  preview: boolean;
  onPreview: (key: string) => void;
}

const edges = { lost: "border-bad", degraded: "border-warn" } as Partial<Record<Entry["condition"], string>>;

/** One source: picture, state in colour, shape and word, and its numbers. */
export const Tile = memo(function Tile({ entry, now, dense, preview, onPreview }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const store = useStore();
  const numbers = useNumbers(entry.key);
  const { key, stream, condition } = entry;
  const live = stream?.state === "streaming";
  const action =
    "flex size-8 items-center justify-center rounded-md bg-black/70 text-white hover:bg-black focus-visible:opacity-100 [&_svg]:size-4";
  return (
    <li
      data-entry={key}
      className={`group relative flex min-w-0 flex-col overflow-hidden rounded-lg border bg-surface ${edges[condition] ?? "border-line"}`}
    >
      <div className="relative aspect-video bg-black">
        {preview && live ? (
          <Preview streamKey={key} tracks={stream.tracks} way="flv" />
        ) : (
          <Still streamKey={key} live={live} now={now} />
        )}
        {!live && (
          <div className="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-3 text-center text-[#c5d0db]">
            <StateMark state={condition} className="size-7" />
            {entry.goneAt !== undefined && (
              <span className="text-sm">{t("overview.lastSeen", { age: format.span(now - entry.goneAt) })}</span>
            )}
          </div>
        )}
        <div className="absolute top-1.5 right-1.5 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
          {live && (
            <button
              type="button"
              className={action}
              aria-label={t(preview ? "overview.stopPreview" : "overview.preview", { key })}
              onClick={() => onPreview(key)}
            >
              {preview ? <Pause /> : <Play />}
            </button>
          )}
          {entry.goneAt !== undefined && (
            <button type="button" className={action} aria-label={t("overview.dismiss", { key })} onClick={() => store.dismiss(key)}>
              <X />
            </button>
          )}
        </div>
      </div>
      <div className="flex min-w-0 grow flex-col gap-1 px-3 py-2">
        <div className="flex min-w-0 items-center justify-between gap-2">
          <Link
            to={`/streams/${key}`}
            data-tile={key}
            title={key}
            className="min-w-0 truncate font-medium after:absolute after:inset-x-0 after:bottom-0 after:h-14 hover:underline"
          >
            {key}
          </Link>
          <StateBadge state={condition} className="text-sm" />
        </div>
        <div className="flex h-6 items-center justify-between gap-2 text-sm text-soft">
          {live ? (
            <>
              <span className="truncate">
                {stream.source?.protocol.toUpperCase()} {format.bitRate(numbers?.bitrateBps ?? stream.bitrateBps)}
              </span>
              {!dense && <Sparkline streamKey={key} />}
              <span className="flex items-center gap-1" title={t("overview.viewers")}>
                <Eye aria-hidden="true" className="size-3.5" />
                <span className="sr-only">{t("overview.viewers")}</span>
                {format.number(numbers?.viewers ?? stream.viewers)}
              </span>
            </>
          ) : (
            <span className="truncate">{entry.alarms[0]?.message ?? entry.route?.problem ?? t(`overview.why.${condition}`)}</span>
          )}
        </div>
        {live && entry.alarms[0] && <p className="truncate text-sm text-warn">{entry.alarms[0].message}</p>}
        {entry.instant && stream && (
          <div className="relative z-10 flex items-center justify-between gap-2 text-sm">
            <span className="rounded bg-raised px-1.5 py-0.5 text-soft" title={t("overview.instantSays")}>
              {t("overview.instant")}
            </span>
            <Adopt streamKey={key} />
          </div>
        )}
      </div>
    </li>
  );
});
