import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { StateMark } from "../../design/State";
import { type Board, type Port, conditionOf } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

interface Props {
  board: Board;
  /** Id of a port or a wire. */
  selected: string | undefined;
  wiring: Wiring;
  /** Where a wire is drawn from. */
  pending: Port | undefined;
  onOpen: (port: Port) => void;
  onConnect: (port: Port) => void;
  onOnly: (port: Port) => void;
}

/** What is looked at in the bay, in words, and what can be done with it. */
export function Selection({ board, selected, wiring, pending, onOpen, onConnect, onOnly }: Props) {
  const { t } = useTranslation();
  const name = usePortName();
  const wire = board.wireById.get(selected ?? "");
  const port = selected ? board.ports.get(selected) : undefined;
  const nameOf = (id: string) => {
    const found = board.ports.get(id);
    return found ? name(found) : "";
  };
  return (
    <div className="mb-2 flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 text-soft" data-selection>
      {pending ? (
        <p className="text-ink">{t("routes.from", { name: name(pending) })}</p>
      ) : wire ? (
        <>
          <p className="flex min-w-0 items-center gap-2 text-ink">
            <StateMark state={conditionOf(wire.flow)} />
            <span className="truncate">{t("routes.wire", { from: nameOf(wire.from), to: nameOf(wire.to) })}</span>
          </p>
          <span>{t(`routes.flow.${wire.flow}`)}</span>
          {wire.problem && <span lang="en" className="text-bad">{wire.problem}</span>}
          {(wire.priority ?? 1) > 1 && (
            <Button disabled={wiring.locked} onClick={() => wiring.prefer(wire)}>
              {t("routes.prefer")}
            </Button>
          )}
          <Button kind="danger" disabled={wiring.locked} onClick={() => wiring.cut(wire)}>
            {t("routes.cutIt")} (X)
          </Button>
        </>
      ) : port && port.kind !== "new-stream" && port.kind !== "new-push" ? (
        <>
          <p className="min-w-0 truncate text-ink">{name(port)}</p>
          {port.kind === "stream" && <Button onClick={() => onOpen(port)}>{t("routes.open")}</Button>}
          {port.kind !== "destination" && (
            <Button disabled={wiring.locked} onClick={() => onConnect(port)}>
              {t("keys.connect")} (C)
            </Button>
          )}
          {!(port.kind === "destination" && port.service) && (
            <Button onClick={() => onOnly(port)}>
              {t("routes.only")} (O)
            </Button>
          )}
        </>
      ) : (
        <p>{wiring.locked ? t("routes.lockedHow") : t("routes.how")}</p>
      )}
    </div>
  );
}
