import { useTranslation } from "react-i18next";
import type { Track } from "../../api/client";
import { cards } from "../../design/cards";
import { useFormat } from "../../i18n";
import { canDecode } from "../../player/engine";

export function Tracks({ tracks }: { tracks: Track[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (tracks.length === 0) return <p className="p-4 text-soft">{t("detail.noTracks")}</p>;
  const form = (track: Track) =>
    track.kind === "video"
      ? [track.width && `${track.width} × ${track.height}`, track.scan && t(`stream.scan.${track.scan}`)]
      : [
          track.sampleRateHz && `${format.number(track.sampleRateHz / 1000, track.sampleRateHz % 1000 ? 1 : 0)} kHz`,
          track.channels && t("stream.channels", { count: track.channels }),
          track.derivedFrom !== undefined && t("stream.derived", { id: track.derivedFrom }),
        ];
  const labels = ["kind", "codec", "form", "here"].map((one) => t(`stream.${one}`));
  return (
    <div className="relative overflow-x-auto">
      <table style={cards(labels)} className="cards w-full text-left [&_td]:px-4 [&_td]:py-1.5 [&_th]:px-4 [&_th]:py-1.5 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
        <thead>
          <tr>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tracks.map((track) => (
            <tr key={track.id}>
              <td>{t(`stream.${track.kind}`)}</td>
              <td>
                {track.codec} {track.codecs && <code className="ml-1 font-mono text-sm text-soft">{track.codecs}</code>}
              </td>
              <td>{form(track).filter(Boolean).join(", ") || "–"}</td>
              <td className={canDecode([track.codecs]) ? "text-good" : "text-warn"}>
                {t(canDecode([track.codecs]) ? "stream.plays" : "stream.doesNotPlay")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
