import {
  Background,
  Controls,
  type HandleType,
  type IsValidConnection,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { type FocusEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Empty } from "../../design/Panel";
import { BayEdge, type BayFlowEdge } from "./BayEdge";
import { BayNode, type BayFlowNode } from "./BayNode";
import { BayTools } from "./BayTools";
import { Selection } from "./Selection";
import "./bay.css";
import type { Board, Port } from "./ports";
import { useBayKeys } from "./useBayKeys";
import { type Pending, ends, useDrawing } from "./useDrawing";
import { usePlaces } from "./usePlaces";
import { useView } from "./useView";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

const nodeTypes = { port: BayNode };
const edgeTypes = { wire: BayEdge };

/** From here on there is a map. */
const MANY_NODES = 40;

interface Props {
  board: Board;
  wiring: Wiring;
  /** Key of a stream that was just made. */
  lit: string | undefined;
  /** Shows these streams alone, with what they are wired to. */
  onOnly: (keys: string[]) => void;
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

function Canvas({ board, wiring, lit, onOnly }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = usePortName();
  const frame = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  const ordered = usePlaces(board, wiring.locked);
  const { places, chosen } = ordered;
  const { nodes, edges } = useDrawing({ board, wiring, places, chosen, pending, selected, lit });
  const view = useView(frame, places, places.length <= MANY_NODES);

  function begin(port: Port, backwards = false) {
    setPending({ port, backwards });
    wiring.say(t("routes.from", { name: name(port) }));
  }

  function connect(port: Port) {
    if (wiring.locked) return;
    const pair = ends(pending, port);
    if (!pair) begin(port, port.kind === "destination" || port.kind === "new-push" || port.kind === "new-stream");
    else setPending(undefined);
    if (pair && pending?.port.id !== port.id) wiring.connect(...pair);
  }

  function cut(port: Port | undefined) {
    const pair = port && ends(pending, port);
    const wire = board.wireById.get((pair ? `${pair[0].id}>${pair[1].id}` : selected) ?? "");
    setPending(undefined);
    if (wire) wiring.cut(wire);
  }

  function open(port: Port | undefined) {
    if (port?.kind === "stream") navigate(port.route ? `/routes/${port.key}` : `/streams/${port.key}`);
  }

  function only(port: Port) {
    const wires = [...(board.outOf.get(port.id) ?? []), ...(board.into.get(port.id) ?? [])];
    const keys = port.kind === "stream" ? [port.key] : wires.map((wire) => wire.key);
    if (keys.length > 0) onOnly([...new Set(keys)]);
  }

  function giveUp() {
    setPending(undefined);
    setSelected(undefined);
    ordered.choose(new Set());
  }

  const focus = useBayKeys(frame, board, places, {
    connect,
    cut,
    open,
    only,
    giveUp,
    choose: (port) => ordered.toggle(port.id),
    anew: ordered.anew,
    nudge: (port, right, down) => ordered.nudge(chosen.has(port.id) ? chosen : new Set([port.id]), right, down),
    reveal: view.reveal,
  });
  const valid: IsValidConnection = ({ source, target }) => {
    const [from, to] = [board.ports.get(source), board.ports.get(target)];
    return from !== undefined && to !== undefined && !wiring.refuses(from, to);
  };
  const focused = (event: FocusEvent) => {
    const id = event.target.closest<HTMLElement>("[data-id]")?.dataset.id;
    if (id) setSelected(id);
  };
  return (
    <>
      <Selection board={board} selected={selected} wiring={wiring} pending={pending?.port} onOpen={open} onConnect={begin} onOnly={only} />
      <div ref={frame} onFocus={focused} className="bay relative min-h-96 grow rounded-lg border border-line">
        <div className="absolute inset-0">
          <ReactFlow<BayFlowNode, BayFlowEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            nodesConnectable={!wiring.locked}
            elementsSelectable
            deleteKeyCode={null}
            selectionKeyCode="Shift"
            selectionMode={SelectionMode.Partial}
            multiSelectionKeyCode={null}
            disableKeyboardA11y
            connectOnClick={false}
            connectionRadius={28}
            nodeDragThreshold={6}
            minZoom={0.25}
            maxZoom={1.5}
            onlyRenderVisibleElements={places.length > 2 * MANY_NODES}
            proOptions={{ hideAttribution: true }}
            isValidConnection={valid}
            onNodesChange={(changes) => ordered.changed(changes, nodes)}
            onMoveStart={view.touched}
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
              const pair = other && ends(pending, other);
              const refused = !isValid && pair ? wiring.refuses(...pair) : undefined;
              if (refused) wiring.say(wiring.why(refused));
              setPending(undefined);
            }}
            onNodeClick={(_, node) => {
              setSelected(node.id);
              focus(places.find(({ port }) => port.id === node.id));
            }}
            onNodeDoubleClick={(_, node) => open(node.data.port)}
            onEdgeClick={(_, edge) => setSelected(edge.id)}
            onPaneClick={giveUp}
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
            <BayTools ordered={ordered} />
            {places.length > MANY_NODES && <MiniMap pannable zoomable />}
          </ReactFlow>
        </div>
      </div>
    </>
  );
}
