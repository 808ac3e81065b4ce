import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { useFormat } from "../../i18n";
import { useGatewayNow, useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Typed } from "../settings/dialogs";
import { Verdict } from "../settings/parts";
import { DrainButton, Draining } from "./Drain";
import { Meter } from "./Meter";
import { type Cluster, type Node, belonging, isClockOff, isPresent, mayDrain, tones } from "./nodes";

/** A card for each node; who is gone for good stands folded below. */
export function Members({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [removed, setRemoved] = useState<Node>();
  const gone = cluster.nodes.filter((node) => node.state === "revoked");
  return (
    <>
      <ul aria-label={t("cluster.nodes")} className="grid grid-cols-[minmax(0,1fr)] gap-3 md:grid-cols-2 2xl:grid-cols-3">
        {belonging(cluster.nodes).map((node) => (
          <Card key={node.number} node={node} drains={mayDrain(node, cluster.nodes)} onRemove={() => setRemoved(node)} />
        ))}
      </ul>
      {gone.length > 0 && (
        <details className="rounded-lg border border-line bg-surface px-4 py-2">
          <summary className="min-h-7 cursor-pointer text-soft">{t("cluster.gone", { number: format.number(gone.length) })}</summary>
          <ul className="mt-1 space-y-1">
            {gone.map((node) => (
              <li key={node.number} data-node={node.number} data-state={node.state} className="flex flex-wrap gap-x-3">
                <Verdict tone="off">{t("cluster.state.revoked")}</Verdict>
                <span translate="no">{node.name}</span>
                <span className="text-soft">{t("cluster.number", { number: node.number })}</span>
                <span className="text-soft">{format.time(node.since)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {removed && (
        <Typed
          title={t("cluster.removeTitle", { name: removed.name })}
          name={removed.name}
          action={t("cluster.remove")}
          refresh={["cluster"]}
          call={() => taken(api.DELETE("/cluster/nodes/{number}", { params: { path: { number: removed.number } } }))}
          onClose={() => setRemoved(undefined)}
        >
          {t("cluster.removeSays")}
        </Typed>
      )}
    </>
  );
}

function Card({ node, drains, onRemove }: { node: Node; drains: boolean; onRemove: () => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const { administer } = useMay();
  const leaves = !node.self && !node.authority;
  return (
    <li
      data-node={node.number}
      data-state={node.state}
      className={`flex flex-col rounded-lg border bg-surface ${node.state === "away" ? "border-bad/60" : "border-line"}`}
    >
      <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 className="min-w-0">
          <span translate="no" className="break-all">
            {node.name}
          </span>
          {node.self && <span className="ml-2 text-sm font-normal text-soft">{t("cluster.thisOne")}</span>}
        </h2>
        <Verdict tone={tones[node.state]}>{t(`cluster.state.${node.state}`)}</Verdict>
      </header>
      <p className="flex flex-wrap gap-x-3 px-4 pt-2 text-sm text-soft">
        <span>{t("cluster.number", { number: node.number })}</span>
        <span translate="no" className="break-all">
          {node.host}:{node.port}
        </span>
        {node.authority && <span className="text-ink">{t("cluster.holdsAuthority")}</span>}
      </p>
      <Facts node={node} />
      {administer && node.state === "draining" && <Draining node={node} />}
      {administer && (drains || leaves) && (
        <footer className="mt-auto flex flex-wrap justify-end gap-2 px-4 pb-3">
          {drains && <DrainButton node={node} />}
          {leaves && (
            <Button
              kind="danger"
              disabled={!online}
              aria-haspopup="dialog"
              onClick={onRemove}
              aria-label={t("cluster.removeOf", { name: node.name })}
            >
              {t("cluster.remove")}
            </Button>
          )}
        </footer>
      )}
    </li>
  );
}

/** Of one that is away, the last that it said, in grey. */
function Facts({ node }: { node: Node }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useGatewayNow();
  const { facts } = node;
  const there = isPresent(node);
  if (!facts) return <p className="px-4 py-3 text-soft">{t("cluster.nothingSaid")}</p>;
  const offset = node.clockOffsetMs ?? 0;
  const signed = `${offset > 0 ? "+" : ""}${format.number(offset)}`;
  return (
    <div className={there ? undefined : "opacity-80 grayscale"}>
      {!there && node.lastSeen && (
        <p className="px-4 pt-2 text-ink">{t("cluster.lastSeen", { span: format.span(now - Date.parse(node.lastSeen)) })}</p>
      )}
      <div className="grid grid-cols-2 gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-4">
        <Meter label={t("cluster.cpu")} part={facts.cpu} warns>
          {format.number(facts.cpu * 100, 0)} %
        </Meter>
        <Meter label={t("cluster.heap")} part={facts.heapMax > 0 ? facts.heapUsed / facts.heapMax : 0} warns>
          {format.bytes(facts.heapUsed)}
        </Meter>
        <Fact label={t("cluster.in")}>{format.bitRate(facts.receivedBps)}</Fact>
        <Fact label={t("cluster.out")}>{format.bitRate(facts.sentBps)}</Fact>
        <Fact label={t("cluster.streams")}>{format.number(facts.streams)}</Fact>
        <Fact label={t("cluster.sessions")}>{format.number(facts.sessions)}</Fact>
        <Fact label={t("cluster.version")}>
          <span translate="no" className="whitespace-nowrap">
            {facts.version}
          </span>
        </Fact>
        <Fact label={t("cluster.uptime")}>{there ? format.span(now - Date.parse(facts.started)) : "–"}</Fact>
        {!node.self && node.clockOffsetMs !== null && (
          <Fact label={t("cluster.clock")}>
            {isClockOff(node) ? (
              <Verdict tone="warn">{t("cluster.clockOff", { ms: signed })}</Verdict>
            ) : (
              t("cluster.ms", { ms: signed })
            )}
          </Fact>
        )}
      </div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <p className="min-w-0">
      <span className="block text-sm text-soft">{label}</span>
      <span className="tabular-nums">{children}</span>
    </p>
  );
}
