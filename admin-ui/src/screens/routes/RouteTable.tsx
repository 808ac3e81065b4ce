import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "../../design/Panel";
import { StateBadge } from "../../design/State";
import { cards } from "../../design/cards";
import { useGrowing } from "../../design/useGrowing";
import { useFormat } from "../../i18n";
import { isOn } from "./carriage";
import { type Board, type StreamPort, pushKinds, services } from "./ports";
import { serviceNames } from "./names";
import { usePortName } from "./usePortName";

/** What is wired, for those who read. */
export function RouteTable({ board }: { board: Board }) {
  const { t } = useTranslation();
  const { most, end } = useGrowing(board.streams.length);
  const name = usePortName();
  const sources = (port: StreamPort) =>
    (board.into.get(port.id) ?? [])
      .flatMap((wire) => board.ports.get(wire.from) ?? [])
      .map(name)
      .join("\n");
  if (board.streams.length === 0) return <Empty title={t("routes.none")} />;
  const labels = ["stream", "state", "sources", "outputs", "changed"].map((one) => t(`routes.${one}`));
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0} role="group" aria-label={t("routes.title")}>
      <table style={cards(labels)} className="cards w-full text-left [&_td]:px-3 [&_td]:py-1.5 [&_td]:align-top [&_th]:px-3 [&_th]:py-2 [&_th]:font-medium [&_th]:whitespace-nowrap [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
        <thead className="border-b border-line">
          <tr>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.streams.slice(0, most).map((port) => (
            <Row key={port.id} port={port} sources={sources(port)} />
          ))}
        </tbody>
      </table>
      <span ref={end} />
    </div>
  );
}

interface RowProps {
  port: StreamPort;
  /** What they are called, a line each. */
  sources: string;
}

const Row = memo(function Row({ port, sources }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { route, entry, follows } = port;
  const outputs = services.filter((one) => isOn(route, one)).map((one) => (one === "recording" ? t("routes.recording") : serviceNames[one]));
  const pushes = pushKinds.reduce((sum, kind) => sum + ((route?.outputs?.[kind] as unknown[] | undefined)?.length ?? 0), 0);
  return (
    <tr className="hover:bg-raised" data-route={port.key}>
      <td className="font-medium break-all">
        <Link to={route ? `/routes/${port.key}` : `/streams/${port.key}`} className="hover:underline">
          {port.key}
        </Link>
        {!route && (
          <span className="ml-2 text-sm font-normal text-soft">
            {follows ? t("routes.follows", { key: follows }) : t("routes.instant")}
          </span>
        )}
        {route?.problem && <p lang="en" className="text-sm font-normal text-warn">{route.problem}</p>}
      </td>
      <td>{entry ? <StateBadge state={entry.condition} /> : <span className="text-soft">{t("routes.pattern")}</span>}</td>
      <td className="text-soft">
        <ol>
          {sources.split("\n").map((one) => (
            <li key={one} className="break-all">
              {one}
            </li>
          ))}
        </ol>
      </td>
      <td className="text-soft">
        {outputs.join(", ")}
        {pushes > 0 && ` + ${t("routes.pushes", { count: pushes })}`}
      </td>
      <td className="text-soft">
        {route && `${format.time(route.changedAt)}, ${route.changedBy}`}
      </td>
    </tr>
  );
});
