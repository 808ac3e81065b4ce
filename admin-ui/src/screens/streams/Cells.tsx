import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { StateBadge } from "../../design/State";
import { useFormat } from "../../i18n";
import type { Entry } from "../../live/condition";
import { useGatewayNow, useNumbers } from "../../live/context";
import { Sparkline } from "../overview/Sparkline";
import type { Column } from "./columns";

/** On small screens there is room for few. */
export const narrow: Partial<Record<Column, string>> = {
  source: "max-sm:hidden",
  tracks: "max-sm:hidden",
  picture: "max-sm:hidden",
  frames: "max-sm:hidden",
  viewers: "max-sm:hidden",
  since: "max-sm:hidden",
  labels: "max-sm:hidden",
  node: "max-sm:hidden",
};

export const toTheRight: readonly Column[] = ["bitRate", "frames", "viewers"];

interface Props {
  entry: Entry;
  columns: readonly Column[];
  index: number;
}

/** One stream; what changes each second are parts of its own. */
export const Row = memo(function Row({ entry, columns, index }: Props) {
  const { t } = useTranslation();
  return (
    <tr className="h-9 hover:bg-raised" aria-rowindex={index + 2} data-stream={entry.key}>
      <td>
        <StateBadge state={entry.condition} />
      </td>
      <td className="max-w-64 truncate">
        <Link to={`/streams/${entry.key}`} className="font-medium hover:underline">
          {entry.key}
        </Link>
        {entry.instant && <span className="ml-2 rounded bg-raised px-1.5 text-xs text-soft">{t("overview.instant")}</span>}
      </td>
      {columns.map((column) => (
        <td
          key={column}
          className={`max-w-72 truncate ${toTheRight.includes(column) ? "text-right" : "text-soft"} ${narrow[column] ?? ""}`}
        >
          <Cell column={column} entry={entry} />
        </td>
      ))}
    </tr>
  );
});

function Cell({ column, entry }: { column: Column; entry: Entry }) {
  const { stream, route, goneAt } = entry;
  const video = stream?.tracks.find((track) => track.kind === "video");
  switch (column) {
    case "source":
      return stream?.source ? `${stream.source.protocol.toUpperCase()} ${stream.source.remote}` : "–";
    case "tracks":
      return stream?.tracks.map((track) => track.codec).join(", ") || "–";
    case "picture":
      return video?.width ? `${video.width} × ${video.height}` : "–";
    case "labels":
      return route?.labels?.join(", ") || "–";
    case "node":
      return stream?.node ?? "–";
    case "since":
      return <Since at={stream ? Date.parse(stream.since) : goneAt} />;
    case "bitRate":
    case "frames":
    case "viewers":
      return stream ? <Measured column={column} entry={entry} /> : "–";
  }
}

function Since({ at }: { at: number | undefined }) {
  const format = useFormat();
  const now = useGatewayNow();
  return at === undefined ? "–" : <span title={format.time(at)}>{format.span(now - at)}</span>;
}

function Measured({ column, entry: { key, stream } }: { column: "bitRate" | "frames" | "viewers"; entry: Entry }) {
  const format = useFormat();
  const numbers = useNumbers(key) ?? stream;
  if (!numbers) return null;
  if (column === "viewers") return format.number(numbers.viewers);
  if (column === "frames") return format.number(Math.round(numbers.framesPerSecond));
  return (
    <span className="inline-flex items-center gap-3">
      <span className="max-sm:hidden">
        <Sparkline streamKey={key} />
      </span>
      {format.bitRate(numbers.bitrateBps)}
    </span>
  );
}
