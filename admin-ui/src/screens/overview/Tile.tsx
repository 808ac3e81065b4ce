import { ChevronLeft, ChevronRight, Eye, Pause, Play, X } from "lucide-react";
import { type DragEvent, memo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { StateBadge, StateMark } from "../../design/State";
import { useSeen } from "../../design/useSeen";
import { useFormat } from "../../i18n";
import { Said } from "../../i18n/Said";
import type { Entry } from "../../live/condition";
import { useGatewayNow, useNumbers, useStore } from "../../live/context";
import { Preview } from "../../player/Preview";
import { Still } from "../../player/Still";
import { Adopt } from "../stream/Adopt";
import { Sparkline } from "./Sparkline";

interface Props {
  entry: Entry;
  dense: boolean;
  preview: boolean;
  onPreview: (key: string) => void;
  /** Where the order is one's own: the tile goes so many places on, or takes the place of another. */
  onMove: ((key: string, to: number | string) => void) | undefined;
}

const edges = { lost: "border-bad", degraded: "border-warn" } as Partial<Record<Entry["condition"], string>>;
const DRAGGED = "application/x-tidegate-tile";

/** One source: picture, state in colour, shape and word, and its numbers. What moves is drawn while it is in sight. */
export const Tile = memo(function Tile({ entry, dense, preview, onPreview, onMove }: Props) {
  const { t } = useTranslation();
  const tile = useRef<HTMLLIElement>(null);
  const seen = useSeen(tile);
  const { key, stream, condition } = entry;
  const live = stream?.state === "streaming";
  const drop = onMove && {
    draggable: true,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData(DRAGGED, key),
    onDragOver: (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      const from = event.dataTransfer.getData(DRAGGED);
      if (from && from !== key) onMove(from, key);
    },
  };
  return (
    <li
      ref={tile}
      data-entry={key}
      {...drop}
      className={`group relative flex min-w-0 flex-col overflow-hidden rounded-lg border bg-surface ${edges[condition] ?? "border-line"}`}
    >
      <div className="relative aspect-video bg-black">
        {seen && <Picture entry={entry} preview={preview} />}
        <Actions entry={entry} preview={preview} onPreview={onPreview} onMove={onMove} />
      </div>
      <div className="flex min-w-0 grow flex-col gap-1 px-3 py-2">
        <div className="flex min-w-0 items-center justify-between gap-2">
          <Link
            to={`/streams/${key}`}
            data-tile={key}
            title={key}
            draggable={onMove ? false : undefined}
            className="min-w-0 truncate font-medium after:absolute after:inset-x-0 after:bottom-0 after:h-14 hover:underline"
          >
            {key}
          </Link>
          <StateBadge state={condition} className="text-sm" />
        </div>
        <div className="flex h-6 items-center justify-between gap-2 text-sm text-soft">
          {live ? (
            seen && <Numbers entry={entry} dense={dense} />
          ) : (
            <Why entry={entry} />
          )}
        </div>
        {live && entry.alarms[0] && (
          <p className="truncate text-sm text-warn">
            <Said of={`finding.${entry.alarms[0].kind}.says`} english={entry.alarms[0].message} />
          </p>
        )}
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

/** What the gateway says, in our words where it says it by a code. */
function Why({ entry: { alarms, route, condition } }: { entry: Entry }) {
  const { t } = useTranslation();
  const [alarm] = alarms;
  return (
    <span className="truncate">
      {alarm ? (
        <Said of={`finding.${alarm.kind}.says`} english={alarm.message} />
      ) : route?.problem ? (
        <span lang="en">{route.problem}</span>
      ) : (
        t(`overview.why.${condition}`)
      )}
    </span>
  );
}

function Picture({ entry, preview }: { entry: Entry; preview: boolean }) {
  const { key, stream, condition, goneAt } = entry;
  const live = stream?.state === "streaming";
  return (
    <>
      {preview && live ? <Preview streamKey={key} tracks={stream.tracks} way="flv" /> : <Still streamKey={key} live={live} />}
      {!live && (
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-3 text-center text-[#c5d0db]">
          <StateMark state={condition} className="size-7" />
          {goneAt !== undefined && <LastSeen at={goneAt} />}
        </div>
      )}
    </>
  );
}

function LastSeen({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useGatewayNow();
  return <span className="text-sm">{t("overview.lastSeen", { age: format.span(now - at) })}</span>;
}

function Numbers({ entry: { key, stream }, dense }: { entry: Entry; dense: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const numbers = useNumbers(key);
  if (!stream) return null;
  return (
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
  );
}

function Actions({ entry, preview, onPreview, onMove }: Omit<Props, "dense">) {
  const { t } = useTranslation();
  const store = useStore();
  const { key, stream, goneAt } = entry;
  const action =
    "flex size-8 items-center justify-center rounded-md bg-black/70 text-white hover:bg-black focus-visible:opacity-100 [&_svg]:size-4";
  return (
    <div className="absolute top-1.5 right-1.5 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
      {onMove && (
        <>
          <button type="button" className={action} aria-label={t("overview.earlier", { key })} onClick={() => onMove(key, -1)}>
            <ChevronLeft />
          </button>
          <button type="button" className={action} aria-label={t("overview.later", { key })} onClick={() => onMove(key, 1)}>
            <ChevronRight />
          </button>
        </>
      )}
      {stream?.state === "streaming" && (
        <button
          type="button"
          className={action}
          aria-label={t(preview ? "overview.stopPreview" : "overview.preview", { key })}
          onClick={() => onPreview(key)}
        >
          {preview ? <Pause /> : <Play />}
        </button>
      )}
      {goneAt !== undefined && (
        <button type="button" className={action} aria-label={t("overview.dismiss", { key })} onClick={() => store.dismiss(key)}>
          <X />
        </button>
      )}
    </div>
  );
}
