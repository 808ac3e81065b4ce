import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n";
import { useNumbers } from "../../live/context";
import type { Flow, Wire } from "./ports";

export type BayEdgeData = {
  wire: Wire;
  /** Something else is looked at. */
  faded: boolean;
  /** It is looked at, or there is room for its numbers. */
  labelled: boolean;
};

export type BayFlowEdge = Edge<BayEdgeData, "wire">;

const colours: Record<Flow, string> = {
  flowing: "var(--good)",
  standby: "var(--busy)",
  ready: "var(--strong)",
  connecting: "var(--busy)",
  failed: "var(--bad)",
  off: "var(--line)",
};

/** A port is larger to the hand than to the eye: a wire goes on to the ring. */
const REACH = 8;

/** 1.5 px without bytes, 6 px from 16 Mb/s on. */
export function thickness(bitrateBps: number): number {
  return Math.min(1.5 + Math.log2(1 + bitrateBps / 1e6) * 1.1, 6);
}

/** A wire: its colour and dashes say how it goes there, its thickness how much. */
export const BayEdge = memo(function BayEdge(props: EdgeProps<BayFlowEdge>) {
  const { data, selected } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const numbers = useNumbers(data?.wire.key ?? "");
  const [path, x, y] = getBezierPath({ ...props, sourceX: props.sourceX - REACH, targetX: props.targetX + REACH });
  if (!data) return null;
  const { wire, faded, labelled } = data;
  const bps = wire.flow === "flowing" ? (numbers?.bitrateBps ?? 0) : 0;
  const colour = selected ? "var(--accent)" : colours[wire.flow];
  const words = [
    wire.priority === undefined ? "" : wire.priority === 1 ? t("routes.main") : t("routes.backup", { rank: wire.priority - 1 }),
    bps > 0 ? format.bitRate(bps) : "",
    wire.viewers ? t("routes.viewers", { count: wire.viewers }) : "",
    wire.flow === "failed" ? t("routes.flow.failed") : "",
  ].filter(Boolean);
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={18}
        style={{
          stroke: colour,
          strokeWidth: thickness(bps) + (selected ? 1 : 0),
          strokeDasharray: wire.flow === "standby" ? "7 5" : wire.flow === "connecting" ? "3 4" : undefined,
          opacity: faded ? 0.12 : 1,
        }}
      />
      {wire.flow === "flowing" && !faded && (
        <path d={path} fill="none" className="wire-runs" stroke="var(--ground)" strokeWidth={1.4} aria-hidden="true" />
      )}
      {labelled && !faded && words.length > 0 && (
        <EdgeLabelRenderer>
          <span
            className={`pointer-events-none absolute rounded bg-ground/90 px-1.5 text-xs whitespace-nowrap ${wire.flow === "failed" ? "text-bad" : "text-soft"}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {words.join(" · ")}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
