import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Plus } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "../../design/State";
import { useFormat } from "../../i18n";
import { useNumbers } from "../../live/context";
import type { DestinationPort, Port, SourcePort, StreamPort } from "./ports";
import { pushNames, serviceNames } from "./names";
import { useSourceKind } from "./usePortName";

export type BayNodeData = {
  port: Port;
  /** Why nothing goes here from where a wire is drawn; empty where it simply is no end. */
  refused: string | undefined;
  /** It can be the other end. */
  fits: boolean;
  /** A wire is drawn from here. */
  begins: boolean;
  lit: boolean;
  /** A lasso or Space chose it. */
  chosen: boolean;
  locked: boolean;
};

export type BayFlowNode = Node<BayNodeData, "port">;

/** One port of the bay. What it says when it refuses stands in it, before anything is dropped. */
export const BayNode = memo(function BayNode({ data }: NodeProps<BayFlowNode>) {
  const { port, refused, fits, begins, lit, chosen, locked } = data;
  const isNew = port.kind === "new-stream" || port.kind === "new-push";
  const takes = port.kind !== "source";
  const gives = port.kind === "source" || port.kind === "stream";
  const border = begins || fits ? "border-accent" : lit ? "border-good" : isNew ? "border-dashed border-strong" : "border-line";
  return (
    <div
      data-port={port.kind}
      data-chosen={chosen || undefined}
      data-refused={refused === undefined ? undefined : refused || "direction"}
      className={`relative flex h-full flex-col justify-center rounded-lg border bg-surface px-4 transition-opacity ${border} ${lit ? "ring-2 ring-good" : chosen ? "bg-raised outline-2 outline-accent outline-dashed" : ""} ${refused === "" ? "opacity-45" : refused ? "[&_.react-flow__handle]:opacity-30" : ""}`}
    >
      {takes && <Handle type="target" position={Position.Left} isConnectable={!locked} />}
      {refused ? <p className="line-clamp-2 text-sm text-warn" title={refused}>{refused}</p> : <Content port={port} />}
      {gives && <Handle type="source" position={Position.Right} isConnectable={!locked} />}
    </div>
  );
});

function Content({ port }: { port: Port }) {
  switch (port.kind) {
    case "source":
      return <Source port={port} />;
    case "stream":
      return <Stream port={port} />;
    case "destination":
      return <Destination port={port} />;
    case "new-stream":
    case "new-push":
      return <New kind={port.kind} />;
  }
}

function Source({ port }: { port: SourcePort }) {
  const { t } = useTranslation();
  const kind = useSourceKind();
  return (
    <>
      <p className="truncate font-medium">{kind(port)}</p>
      <p className="truncate text-sm text-soft" title={port.place}>
        {port.place || (port.source ? "" : t("routes.nobodyYet"))}
      </p>
    </>
  );
}

function Stream({ port }: { port: StreamPort }) {
  const { t } = useTranslation();
  const format = useFormat();
  const numbers = useNumbers(port.key);
  const { entry } = port;
  return (
    <>
      <p className="truncate font-medium" title={port.key}>
        {port.key}
      </p>
      <p className="flex items-center gap-3 text-sm text-soft">
        {entry ? <StateBadge state={entry.condition} className="text-sm" /> : t("routes.pattern")}
        {numbers && <span className="whitespace-nowrap">{format.bitRate(numbers.bitrateBps)}</span>}
        {!port.route && (
          <span className="truncate rounded bg-raised px-1.5 text-xs">
            {port.follows ?? t("routes.instant")}
          </span>
        )}
      </p>
    </>
  );
}

function Destination({ port }: { port: DestinationPort }) {
  const { t } = useTranslation();
  const { push, service } = port;
  if (push) {
    return (
      <>
        <p className="truncate text-sm text-soft">{t("routes.pushBy", { protocol: pushNames[push.kind] })}</p>
        <p className="truncate text-sm" title={push.target}>
          {push.target.replace(/^\w+:\/\//, "")}
        </p>
      </>
    );
  }
  return <p className="font-medium">{service === "recording" ? t("routes.recording") : service && serviceNames[service]}</p>;
}

function New({ kind }: { kind: "new-stream" | "new-push" }) {
  const { t } = useTranslation();
  return (
    <p className="flex items-center gap-2 text-soft">
      <Plus aria-hidden="true" className="size-4 shrink-0" />
      {t(kind === "new-stream" ? "routes.newStream" : "routes.newPush")}
    </p>
  );
}
