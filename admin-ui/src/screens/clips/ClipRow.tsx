import { CircleCheck, CircleX, LoaderCircle, Pause, Play, Trash2, Upload as UploadIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button, IconButton } from "../../design/Button";
import type { Format } from "../../design/format";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { useMay } from "../../session/context";
import type { Clip } from "./upload";
import type { Upload } from "./useUploads";

const marks = {
  uploading: <UploadIcon aria-hidden="true" className="size-4 text-accent" />,
  probing: <LoaderCircle aria-hidden="true" className="size-4 animate-spin text-accent" />,
  normalising: <LoaderCircle aria-hidden="true" className="size-4 animate-spin text-accent" />,
  ready: <CircleCheck aria-hidden="true" className="size-4 text-good" />,
  failed: <CircleX aria-hidden="true" className="size-4 text-bad" />,
};

interface Props {
  clip: Clip;
  upload: Upload | undefined;
  /** Of this page's own upload. */
  file: File | undefined;
  onPause: () => void;
  onResume: (file: File) => void;
  onDelete: () => void;
}

export function ClipRow({ clip, upload, file, onPause, onResume, onDelete }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const offset = Math.max(upload?.offset ?? 0, clip.offsetBytes);
  const part = clip.state === "uploading" ? (clip.lengthBytes ? (100 * offset) / clip.lengthBytes : 0) : clip.percent;
  const moves = clip.state === "uploading" || clip.state === "normalising";
  return (
    <li data-clip={clip.name} data-state={clip.state} className="grid gap-2 px-4 py-3 sm:grid-cols-[1fr_auto] sm:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3">
          {marks[clip.state]}
          <b className="font-medium">{clip.name}</b>
          <span className="text-soft">{t(`clips.state.${clip.state}`)}</span>
          <span className="min-w-0 truncate text-sm text-soft">{clip.fileName}</span>
        </p>
        {moves && (
          <div className="mt-1 flex items-center gap-3">
            <div
              role="progressbar"
              aria-label={t(`clips.state.${clip.state}`)}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(part)}
              className="h-2 w-full max-w-sm overflow-hidden rounded-full bg-raised"
            >
              <div className="h-full rounded-full bg-accent transition-[width] motion-reduce:transition-none" style={{ width: `${part}%` }} />
            </div>
            <span className="shrink-0 text-sm text-soft">
              {clip.state === "uploading"
                ? t("clips.of", { done: format.bytes(offset), all: format.bytes(clip.lengthBytes) })
                : t("clips.percent", { percent: format.number(clip.percent) })}
            </span>
          </div>
        )}
        {clip.original && <p className="text-sm text-soft">{t("clips.original", { says: original(clip, format) })}</p>}
        {clip.playable && (
          <p className="text-sm text-soft">
            {t("clips.playable", {
              says: [
                format.span(clip.playable.durationMs),
                clip.playable.height > 0 ? `${clip.playable.width} × ${clip.playable.height}` : undefined,
                format.bytes(clip.playable.bytes),
              ]
                .filter(Boolean)
                .join(", "),
            })}
          </p>
        )}
        {clip.problem && <p lang="en" className="font-mono text-sm break-words text-bad">{clip.problem}</p>}
        {upload?.state === "failed" && <p role="alert" className="text-sm text-bad"><Failure of={upload.failure} /></p>}
        {clip.usedBy.length > 0 && (
          <p className="text-sm text-soft">
            {t("clips.usedBy")}{" "}
            {clip.usedBy.map((key) => (
              <Link key={key} to={`/routes/${key}`} className="mr-2 inline-block min-h-6 text-accent underline">
                {key}
              </Link>
            ))}
          </p>
        )}
      </div>
      {operate && (
        <div className="flex items-center gap-2">
          {clip.state === "uploading" && <Going clip={clip} upload={upload} file={file} onPause={onPause} onResume={onResume} />}
          <IconButton label={t("clips.delete", { name: clip.name })} disabled={!online} onClick={onDelete}>
            <Trash2 />
          </IconButton>
        </div>
      )}
    </li>
  );
}

/** Pauses and goes on; after a reload the file has to be chosen again, and what has come is not sent twice. */
function Going({ clip, upload, file, onPause, onResume }: Omit<Props, "onDelete">) {
  const { t } = useTranslation();
  const online = useOnline();
  const chooser = useRef<HTMLInputElement>(null);
  const [other, setOther] = useState(false);
  if (upload?.state === "going") {
    return (
      <Button onClick={onPause}>
        <Pause aria-hidden="true" className="size-4" />
        {t("clips.pause")}
      </Button>
    );
  }
  const take = (chosen: File | undefined) => {
    setOther(chosen !== undefined && chosen.size !== clip.lengthBytes);
    if (chosen?.size === clip.lengthBytes) onResume(chosen);
  };
  return (
    <>
      {other && <p role="alert" className="text-sm text-bad">{t("clips.other")}</p>}
      <input ref={chooser} type="file" className="sr-only" tabIndex={-1} aria-label={t("clips.sameFile", { name: clip.name })} onChange={(event) => take(event.target.files?.[0])} />
      <Button disabled={!online} onClick={() => (file ? onResume(file) : chooser.current?.click())}>
        <Play aria-hidden="true" className="size-4" />
        {t("clips.resume")}
      </Button>
    </>
  );
}

function original(clip: Clip, format: Format): string {
  const { original: found } = clip;
  if (!found) return "";
  const tracks = found.tracks.map((track) =>
    [track.codec, track.width && track.height ? `${track.width} × ${track.height}` : undefined, track.frameRate ? `${format.number(track.frameRate)}/s` : undefined]
      .filter(Boolean)
      .join(" "),
  );
  return [found.container, found.durationMs > 0 ? format.span(found.durationMs) : undefined, ...tracks].filter(Boolean).join(", ");
}
