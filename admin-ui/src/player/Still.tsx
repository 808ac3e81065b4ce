import { Moon, Snowflake } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../frame/useNow";
import { useFormat } from "../i18n";
import { Turns, keyFrame, release } from "./keyframe";
import { Rounds } from "./rounds";
import { isBlack, isDrawn, pixelsOf } from "./picture";

const EVERY_MS = 3_000;
/** A decoder each: more make a slow machine slower. */
const turns = new Turns(3);
const WIDTH = 480;

/** No new key frame for so long is said. */
const OLD_MS = 15_000;

/** What there is to say of the picture. */
type Note = "undecodable" | "none" | "black" | undefined;

interface Props {
  streamKey: string;
  /** False keeps what was drawn last and asks no more. */
  live: boolean;
}

/** The latest key frame of a stream, anew every few seconds while it is seen. */
export function Still({ streamKey, live }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState<number | undefined>();
  const [note, setNote] = useState<Note>();
  useEffect(() => {
    const shown = canvas.current;
    if (!live || !shown) return;
    return watch(shown, streamKey, setAt, setNote);
  }, [streamKey, live]);
  return (
    <>
      <canvas ref={canvas} width={WIDTH} height={(WIDTH * 9) / 16} className="absolute inset-0 size-full object-contain" aria-hidden="true" />
      {live && note && note !== "black" && at === undefined && (
        <p className="absolute inset-0 flex items-center justify-center p-4 text-center text-sm text-[#b8c4d0]">
          {t(`overview.${note}`)}
        </p>
      )}
      {live && note === "black" && (
        <p data-black className="absolute top-1.5 left-1.5 flex items-center gap-1.5 rounded bg-[#f2b544] px-1.5 text-xs leading-5 font-medium text-black">
          <Moon aria-hidden="true" className="size-3.5" />
          {t("overview.black")}
        </p>
      )}
      {at !== undefined && <Age at={at} live={live} />}
    </>
  );
}

/** How old the picture is; one that is too old says what that means. */
function Age({ at, live }: { at: number; live: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const age = Math.max(0, useNow() - at);
  const frozen = live && age > OLD_MS;
  return (
    <span
      data-age
      data-frozen={frozen || undefined}
      className={`absolute right-1.5 bottom-1.5 flex items-center gap-1.5 rounded px-1.5 text-xs leading-5 ${
        frozen ? "bg-[#f2b544] font-medium text-black" : "bg-black/70 text-white"
      }`}
    >
      {frozen && <Snowflake aria-hidden="true" className="size-3.5" />}
      {frozen ? t("overview.frozen", { age: format.span(age) }) : format.span(age)}
    </span>
  );
}

function watch(
  canvas: HTMLCanvasElement,
  key: string,
  setAt: (at: number) => void,
  setNote: (note: Note) => void,
): () => void {
  const stop = new AbortController();
  let tag: string | undefined;
  const rounds = new Rounds(async () => {
    const found = await turns.take(() => keyFrame(key, tag, stop.signal)).catch(() => undefined);
    if (stop.signal.aborted) {
      if (found?.kind === "picture") release(found.bitmap);
      return;
    }
    if (found?.kind === "picture") {
      const pixels = pixelsOf(found.bitmap);
      if (isDrawn(pixels)) {
        tag = found.tag;
        draw(canvas, found.bitmap);
        setNote(isBlack(pixels) ? "black" : undefined);
      }
      release(found.bitmap);
    }
    if (found?.kind === "picture" || found?.kind === "same") {
      setAt(found.at);
    } else if (found) {
      setNote(found.kind);
    }
  }, EVERY_MS);
  const observer = new IntersectionObserver((entries) => rounds.run(entries.at(-1)?.isIntersecting ?? false));
  observer.observe(canvas);
  return () => {
    observer.disconnect();
    rounds.run(false);
    stop.abort();
  };
}

/** Whole, with bars where it has another shape. */
function draw(canvas: HTMLCanvasElement, video: HTMLVideoElement) {
  const context = canvas.getContext("2d");
  if (!context || video.videoWidth === 0) return;
  const scale = Math.min(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
  const width = video.videoWidth * scale;
  const height = video.videoHeight * scale;
  context.fillStyle = "#000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(video, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
}
