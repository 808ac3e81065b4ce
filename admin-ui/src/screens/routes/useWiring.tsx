import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Route } from "../../api/client";
import { type RouteInput, patchRoute, putRoute, staleBy, undo } from "../../api/routes";
import { useLive, useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { type Edit, connecting, cutting, preferring } from "./edits";
import type { Board, Port, SourcePort, StreamPort, Wire } from "./ports";
import { type Refusal, keeps, meant, refusal } from "./refusal";
import { Turns } from "./turns";
import { usePortName } from "./usePortName";

/** So long a change can be taken back by the notice. */
const UNDO_MS = 10_000;

/** What is to be changed, of the board as it is then; undefined where there is nothing to change any more. */
type Making = (board: Board) => Edit | undefined;

/** What was done last, and can be taken back. */
export interface Done {
  says: string;
  version: number;
}

/** A change that came too late. */
export interface Late {
  edit: Edit;
  says: string;
  current: Route | null;
}

export interface Wiring {
  /** Nothing can be changed: there is no right, or no gateway. */
  locked: boolean;
  /** What the live region says. */
  said: ReactNode;
  problem: ReactNode;
  done: Done | undefined;
  late: Late | undefined;
  /** A name is needed for a stream of this source. */
  newStream: SourcePort | undefined;
  /** An address is needed for a push of this stream. */
  newPush: StreamPort | undefined;
  refuses(from: Port, to: Port): Refusal | undefined;
  why(refused: Refusal): string;
  connect(from: Port, to: Port): void;
  cut(wire: Wire): void;
  prefer(wire: Wire): void;
  /** Changes the route of this key to what `edit` makes of the board, when it is its turn. */
  apply(key: string, edit: Making, words: string): void;
  undo(): void;
  say(words: string): void;
  keepMine(): void;
  close(): void;
}

/** Changes of the wiring: done at once on the server, told, and taken back there. */
export function useWiring(board: Board): Wiring {
  const { t } = useTranslation();
  const { operate } = useMay();
  const online = useOnline();
  const name = usePortName();
  const [said, say] = useState<ReactNode>("");
  const [problem, setProblem] = useState<ReactNode>();
  const [done, setDone] = useState<Done>();
  const [late, setLate] = useState<Late>();
  const [newStream, setNewStream] = useState<SourcePort>();
  const [newPush, setNewPush] = useState<StreamPort>();
  const latest = useRef(board);
  latest.current = board;
  const [turns] = useState(() => new Turns());
  const routes = useLive((state) => state.routes);
  useEffect(() => turns.see(routes), [turns, routes]);
  const locked = !operate || !online;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const failed = useCallback((failure: unknown) => {
    const words = <Failure of={failure} />;
    setProblem(words);
    say(words);
  }, []);
  const write = useCallback(
    async (edit: Edit, words: string): Promise<number> => {
      try {
        const { change } = await (edit.version === undefined
          ? putRoute({ key: edit.key, ...edit.patch } as RouteInput, undefined)
          : patchRoute(edit.key, edit.patch, edit.version));
        say(words);
        // what changed nothing can not be taken back
        if (change > 0) setDone({ says: words, version: change });
        return change;
      } catch (failure) {
        const current = staleBy(failure);
        if (current === undefined) failed(failure);
        else setLate({ edit, says: words, current });
        return 0;
      }
    },
    [failed],
  );
  const apply = useCallback(
    (key: string, making: Making, words: string) => {
      setProblem(undefined);
      setNewStream(undefined);
      setNewPush(undefined);
      void turns.take(key, async () => {
        const edit = making(latest.current);
        if (edit) return write(edit, words);
        say(t("routes.meanwhile", { key }));
        return 0;
      });
    },
    [turns, write, t],
  );
  const refuses = useCallback((from: Port, to: Port) => refusal(latest.current, from, to), []);
  const why = useCallback(({ reason, value }: Refusal) => t(`routes.refused.${reason}`, { value }), [t]);
  return useMemo<Wiring>(
    () => ({
      locked,
      said,
      problem,
      done,
      late,
      newStream,
      newPush,
      refuses,
      why,
      connect: (drawn, to) => {
        if (locked) return;
        const from = meant(latest.current, drawn, to);
        const refused = refusal(latest.current, from, to);
        if (refused) {
          say(why(refused));
        } else if (from.kind === "source" && to.kind === "new-stream") {
          setNewStream(from);
        } else if (from.kind === "stream" && to.kind === "new-push") {
          setNewPush(from);
        } else {
          const key = from.kind === "stream" ? from.key : to.kind === "stream" ? to.key : "";
          const making: Making = (all) => {
            const [one, other] = [all.ports.get(from.id), all.ports.get(to.id)];
            return one && other && !refusal(all, one, other) ? connecting(one, other) : undefined;
          };
          apply(key, making, t("routes.connected", { from: name(from), to: name(to) }));
        }
      },
      cut: (wire) => {
        if (locked) return;
        const { ports } = latest.current;
        const [from, to] = [ports.get(wire.from), ports.get(wire.to)];
        const kept = keeps(from, to);
        if (kept) say(why(kept));
        else if (!from || !to || !cutting(latest.current, wire)) say(t("routes.onlySource", { key: wire.key }));
        else apply(wire.key, (all) => (all.wireById.has(wire.id) ? cutting(all, wire) : undefined), t("routes.cut", { from: name(from), to: name(to) }));
      },
      prefer: (wire) => {
        const from = latest.current.ports.get(wire.from);
        if (!locked && from && preferring(latest.current, wire)) apply(wire.key, (all) => preferring(all, wire), t("routes.preferred", { from: name(from), to: wire.key }));
      },
      apply,
      undo: () => {
        if (!done || locked) return;
        setDone(undefined);
        undo(done.version).then(() => say(t("routes.undone", { what: done.says })), failed);
      },
      say,
      keepMine: () => {
        if (!late) return;
        setLate(undefined);
        const edit = { ...late.edit, version: late.current?.version };
        apply(edit.key, () => edit, late.says);
      },
      close: () => {
        setLate(undefined);
        setNewStream(undefined);
        setNewPush(undefined);
        setProblem(undefined);
      },
    }),
    [locked, said, problem, done, late, newStream, newPush, refuses, why, apply, failed, name, t],
  );
}
