import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Track } from "../api/client";
import { Button } from "../design/Button";
import { useFormat } from "../i18n";
import { useMay } from "../session/context";
import { NotLetIn, address } from "./address";
import { type Sight, type Stop, type Way, canDecode, play } from "./engine";

interface Props {
  streamKey: string;
  tracks: Track[];
  way: Way;
  controls?: boolean;
}

/** Plays a stream. What cannot be played is said in words; nothing spins for ever. */
export function Preview({ streamKey, tracks, way, controls = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const video = useRef<HTMLVideoElement>(null);
  const [sight, setSight] = useState<Sight>({ state: "starting" });
  const [tries, setTries] = useState(0);
  const pictures = tracks.find((track) => track.kind === "video");
  const undecodable = tracks.length > 0 && !canDecode(pictures ? [pictures.codecs] : []);
  useEffect(() => {
    const element = video.current;
    if (!element || undecodable) return;
    return start(streamKey, way, operate, element, setSight);
  }, [streamKey, way, operate, undecodable, tries]);
  const failed = undecodable || sight.state === "failed";
  const why = undecodable ? "codec" : sight.why;
  return (
    <div className="relative aspect-video overflow-hidden bg-black" data-preview={failed ? "failed" : sight.state}>
      <video
        ref={video}
        muted
        autoPlay
        playsInline
        controls={controls && !failed}
        aria-label={t("stream.videoOf", { key: streamKey })}
        className="size-full object-contain"
      />
      {failed && (
        <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-3 p-6 text-center text-[#e7edf3]">
          <p>{t(`stream.failed.${why ?? "network"}`, { codec: pictures?.codec ?? "" })}</p>
          {!undecodable && sight.detail && <p lang="en" className="text-sm text-[#b8c4d0]">{sight.detail}</p>}
          {!undecodable && <Button onClick={() => setTries(tries + 1)}>{t("retry")}</Button>}
        </div>
      )}
      {!failed && sight.state !== "playing" && (
        <p role="status" className="absolute inset-x-0 bottom-0 bg-black/70 px-3 py-1.5 text-sm text-white">
          {t(`stream.${sight.state}`)}
        </p>
      )}
      {!failed && sight.state === "playing" && sight.delay !== undefined && (
        <span data-delay={sight.delay.toFixed(2)} className="absolute top-2 right-2 rounded bg-black/70 px-2 py-0.5 text-xs text-white">
          {t("stream.delay", { seconds: format.number(sight.delay, 1) })}
        </span>
      )}
    </div>
  );
}

function start(key: string, way: Way, maySign: boolean, video: HTMLVideoElement, report: (sight: Sight) => void): Stop {
  let stopped = false;
  let stop: Stop = () => {};
  const tell = (sight: Sight) => {
    if (!stopped) report(sight);
  };
  tell({ state: "starting" });
  address(key, way, maySign)
    .then((url) => (stopped ? () => {} : play(way, url, video, tell)))
    .then((end) => {
      if (stopped) end();
      else stop = end;
    })
    .catch((failure: unknown) => {
      const credentials = failure instanceof NotLetIn;
      tell({
        state: "failed",
        why: credentials ? "credentials" : "network",
        ...(credentials ? {} : { detail: failure instanceof Error ? failure.message : String(failure) }),
      });
    });
  return () => {
    stopped = true;
    stop();
  };
}
