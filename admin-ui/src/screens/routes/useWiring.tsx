import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Route } from "../../api/client";
import { type RouteInput, patchRoute, putRoute, staleBy, undo } from "../../api/routes";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { says } from "../../session/problem";
import { type Edit, connecting, cutting, preferring } from "./edits";
import type { Board, Port, SourcePort, StreamPort, Wire } from "./ports";
import { type Refusal, meant, refusal } from "./refusal";
import { usePortName } from "./usePortName";

/** So long a change can be taken back by the notice. */
const UNDO_MS = 10_000;

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
  said: string;
  problem: string | undefined;
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
  apply(edit: Edit, words: string): void;
  undo(): void;
  say(words: string): void;
  keepMine(): void;
  close(): void;
}

/** Changes of the wiring: done at once on the server, told, and taken back there. */
export function useWiring(board: Board): Wiring {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const name = usePortName();
  const [said, say] = useState("");
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<Done>();
  const [late, setLate] = useState<Late>();
  const [newStream, setNewStream] = useState<SourcePort>();
  const [newPush, setNewPush] = useState<StreamPort>();
  const latest = useRef(board);
  latest.current = board;
  const locked = !operate || !online;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const failed = useCallback(
    (failure: unknown) => {
      const words = says(failure, t, format);
      setProblem(words);
      say(words);
    },
    [t, format],
  );
  const apply = useCallback(
    (edit: Edit, words: string) => {
      setProblem(undefined);
      setNewStream(undefined);
      setNewPush(undefined);
      const written =
        edit.version === undefined
          ? putRoute({ key: edit.key, ...edit.patch } as RouteInput, undefined)
          : patchRoute(edit.key, edit.patch, edit.version);
      written.then(
        ({ version }) => {
          say(words);
          setDone({ says: words, version });
        },
        (failure: unknown) => {
          const current = staleBy(failure);
          if (current === undefined) failed(failure);
          else setLate({ edit, says: words, current });
        },
      );
    },
    [failed],
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
          const edit = connecting(from, to);
          if (edit) apply(edit, t("routes.connected", { from: name(from), to: name(to) }));
        }
      },
      cut: (wire) => {
        if (locked) return;
        const { ports } = latest.current;
        const [from, to] = [ports.get(wire.from), ports.get(wire.to)];
        const edit = cutting(latest.current, wire);
        if (!edit || !from || !to) say(t("routes.onlySource", { key: wire.key }));
        else apply(edit, t("routes.cut", { from: name(from), to: name(to) }));
      },
      prefer: (wire) => {
        const from = latest.current.ports.get(wire.from);
        const edit = preferring(latest.current, wire);
        if (!locked && edit && from) apply(edit, t("routes.preferred", { from: name(from), to: wire.key }));
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
        apply({ ...late.edit, version: late.current?.version }, late.says);
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
