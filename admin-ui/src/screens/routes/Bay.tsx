import {
  Background,
  Controls,
  type HandleType,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  type IsValidConnection,
  useReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { type FocusEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Empty } from "../../design/Panel";
import { keymap, useKeys } from "../../frame/keymap";
import { BayEdge, type BayFlowEdge } from "./BayEdge";
import { BayNode, type BayFlowNode } from "./BayNode";
import { Selection } from "./Selection";
import "./bay.css";
import { layout } from "./layout";
import { type Board, NEW_PUSH, NEW_STREAM, type Port } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

const nodeTypes = { port: BayNode };
const edgeTypes = { wire: BayEdge };

/** From here on there is a map, and wires of services are drawn of one stream at a time. */
const MANY_NODES = 40;
const MANY_STREAMS = 12;

interface Props {
  board: Board;
  wiring: Wiring;
  /** Key of a stream that was just made. */
  lit: string | undefined;
}

export default function Bay(props: Props) {
  const { t } = useTranslation();
  if (props.board.streams.length === 0) return <Empty title={t("routes.none")} />;
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

/** Where a wire is drawn from. */
interface Pending {
  port: Port;
  /** Against the stream, from where it ends. */
  backwards: boolean;
}

function Canvas({ board, wiring, lit }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = usePortName();
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  const places = useMemo(
    () => layout(board, wiring.locked ? undefined : { stream: NEW_STREAM, push: NEW_PUSH }),
    [board, wiring.locked],
  );
  const drawn = useWires(board, selected);
  const ends = (other: Port): [Port, Port] | undefined =>
    pending && (pending.backwards ? [other, pending.port] : [pending.port, other]);
  const nodes = places.map(({ port, x, y, width, height }): BayFlowNode => {
    const pair = ends(port);
    const begins = pending?.port.id === port.id;
    const refused = pair && !begins ? wiring.refuses(...pair) : undefined;
    return {
      id: port.id,
      type: "port",
      position: { x, y },
      width,
      height,
      ariaLabel: label(port),
      ariaRole: "group",
      data: {
        port,
        refused: refused && (refused.reason === "direction" ? "" : wiring.why(refused)),
        fits: pair !== undefined && !begins && !refused,
        begins,
        lit: port.kind === "stream" && port.key === lit,
        locked: wiring.locked,
      },
    };
  });
  const edges = drawn.map(({ wire, faded, labelled }): BayFlowEdge => ({
    id: wire.id,
    type: "wire",
    source: wire.from,
    target: wire.to,
    selected: selected === wire.id,
    ariaLabel: `${t("routes.wire", { from: nameOf(wire.from), to: nameOf(wire.to) })}: ${t(`routes.flow.${wire.flow}`)}`,
    ariaRole: "group",
    data: { wire, faded, labelled },
  }));

  function nameOf(id: string) {
    const port = board.ports.get(id);
    return port ? name(port) : "";
  }

  function label(port: Port) {
    const state = port.kind === "stream" && port.entry ? `, ${t(`state.${port.entry.condition}`)}` : "";
    return `${t(`routes.column.${port.kind}`)} ${name(port)}${state}`;
  }

  function begin(port: Port, backwards = false) {
    setPending({ port, backwards });
    wiring.say(t("routes.from", { name: name(port) }));
  }

  function end(to: Port) {
    const pair = ends(to);
    setPending(undefined);
    if (pair) wiring.connect(...pair);
  }

  const focusedId = () => document.activeElement?.closest<HTMLElement>("[data-id]")?.dataset.id;
  const portAt = () => (frame.current?.contains(document.activeElement) ? board.ports.get(focusedId() ?? "") : undefined);

  function connectKey() {
    const port = portAt();
    if (!port || wiring.locked) return;
    if (!pending) begin(port, port.kind === "destination" || port.kind === "new-push" || port.kind === "new-stream");
    else if (pending.port.id === port.id) setPending(undefined);
    else end(port);
  }

  function cutKey() {
    const port = portAt();
    const pair = port && ends(port);
    const id = pair ? `${pair[0].id}>${pair[1].id}` : selected;
    const wire = board.wires.find((one) => one.id === id);
    setPending(undefined);
    if (wire) wiring.cut(wire);
  }

  function focus(id: string | undefined) {
    if (!id) return;
    frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  /** Up and down in a column, along a wire to the next one. */
  function move(event: KeyboardEvent) {
    const place = places.find(({ port }) => port.id === focusedId());
    if (!place || !frame.current?.contains(document.activeElement)) return;
    event.preventDefault();
    const vertical = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (vertical !== 0) {
      const column = places.filter((other) => other.x === place.x);
      focus(column[column.indexOf(place) + vertical]?.port.id);
      return;
    }
    const right = event.key === "ArrowRight";
    const along = board.wires.find((wire) => (right ? wire.from : wire.to) === place.port.id);
    const beside = places.find((other) => (right ? other.x > place.x : other.x < place.x && other.x >= place.x - 450));
    focus(along ? (right ? along.to : along.from) : beside?.port.id);
  }

  const opened = (port: Port | undefined) => {
    if (port?.kind === "stream") navigate(port.route ? `/routes/${port.key}` : `/streams/${port.key}`);
  };
  useKeys({
    [keymap.connect]: connectKey,
    [keymap.cut]: cutKey,
    [keymap.up]: () => {
      setPending(undefined);
      setSelected(undefined);
    },
    [keymap.open]: () => opened(portAt()),
    ...Object.fromEntries(["arrowup", "arrowdown", "arrowleft", "arrowright"].map((key) => [key, move])),
  });
  const valid: IsValidConnection = ({ source, target }) => {
    const [from, to] = [board.ports.get(source), board.ports.get(target)];
    return from !== undefined && to !== undefined && !wiring.refuses(from, to);
  };
  const focused = (event: FocusEvent) => {
    const id = event.target.closest<HTMLElement>("[data-id]")?.dataset.id;
    if (id) setSelected(id);
  };
  const count = places.length;
  const streams = board.streams.length;
  useEffect(() => {
    // as a whole where it can be read so, else from the top
    if (count <= MANY_NODES) void flow.fitView({ padding: 0.08, maxZoom: 1 });
    else void flow.setViewport({ x: 40, y: 20, zoom: 0.85 });
  }, [flow, count, streams]);
  return (
    <>
      <Selection board={board} selected={selected} wiring={wiring} pending={pending?.port} onOpen={opened} onConnect={begin} />
      <div ref={frame} onFocus={focused} className="bay relative min-h-96 grow rounded-lg border border-line">
        <div className="absolute inset-0">
          <ReactFlow<BayFlowNode, BayFlowEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            nodesDraggable={false}
            nodesConnectable={!wiring.locked}
            elementsSelectable
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            disableKeyboardA11y
            connectOnClick={false}
            connectionRadius={28}
            minZoom={0.25}
            maxZoom={1.5}
            onlyRenderVisibleElements={count > 4 * MANY_NODES}
            proOptions={{ hideAttribution: true }}
            isValidConnection={valid}
            onConnectStart={(_, { nodeId, handleType }: { nodeId: string | null; handleType: HandleType | null }) => {
              const port = board.ports.get(nodeId ?? "");
              if (port) begin(port, handleType === "target");
            }}
            onConnect={({ source, target }) => {
              const [from, to] = [board.ports.get(source), board.ports.get(target)];
              if (from && to) wiring.connect(from, to);
            }}
            onConnectEnd={(_, { isValid, toNode }) => {
              const other = board.ports.get(toNode?.id ?? "");
              const pair = other && ends(other);
              const refused = !isValid && pair ? wiring.refuses(...pair) : undefined;
              if (refused) wiring.say(wiring.why(refused));
              setPending(undefined);
            }}
            onNodeClick={(_, node) => {
              setSelected(node.id);
              focus(node.id);
            }}
            onNodeDoubleClick={(_, node) => opened(node.data.port)}
            onEdgeClick={(_, edge) => setSelected(edge.id)}
            onPaneClick={() => {
              setSelected(undefined);
              setPending(undefined);
            }}
            ariaLabelConfig={{
              "node.a11yDescription.default": t("routes.nodeHow"),
              "node.a11yDescription.keyboardDisabled": t("routes.nodeHow"),
              "edge.a11yDescription.default": t("routes.edgeHow"),
              "controls.ariaLabel": t("routes.controls"),
              "controls.zoomIn.ariaLabel": t("routes.zoomIn"),
              "controls.zoomOut.ariaLabel": t("routes.zoomOut"),
              "controls.fitView.ariaLabel": t("routes.fit"),
              "minimap.ariaLabel": t("routes.map"),
              "handle.ariaLabel": "",
            }}
          >
            <Background gap={24} />
            <Controls showInteractive={false} />
            {count > MANY_NODES && <MiniMap pannable zoomable />}
          </ReactFlow>
        </div>
      </div>
    </>
  );
}

/** Those that are drawn: of services all while there is room, else those of what is looked at. */
function useWires(board: Board, selected: string | undefined) {
  return useMemo(() => {
    const few = board.streams.length <= MANY_STREAMS;
    const chosen = board.wires.find((wire) => wire.id === selected);
    const touches = (wire: { id: string; from: string; to: string }) =>
      chosen ? wire.id === chosen.id : wire.from === selected || wire.to === selected;
    const any = board.wires.some(touches);
    return board.wires
      .filter((wire) => few || !wire.to.startsWith("service:") || wire.flow === "flowing" || touches(wire))
      .map((wire) => ({
        wire,
        faded: any && !touches(wire),
        labelled: (few && !wire.to.startsWith("service:")) || (any && touches(wire)),
      }));
  }, [board, selected]);
}
