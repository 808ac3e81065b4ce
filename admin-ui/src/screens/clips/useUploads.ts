import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { announce, send } from "./upload";

/** One that this page brings, or has brought as far as it came. */
export interface Upload {
  offset: number;
  size: number;
  state: "going" | "paused" | "failed";
  /** Why it failed. */
  failure?: unknown;
}

/** What this page brings, by name. Leaving the page pauses it; what has come stays at the server. */
export function useUploads() {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Record<string, Upload>>({});
  const files = useRef(new Map<string, { file: File; abort: AbortController }>());
  useEffect(() => {
    const running = files.current;
    return () => {
      for (const { abort } of running.values()) abort.abort();
    };
  }, []);
  const change = (name: string, part: Partial<Upload> & { size: number }) =>
    setUploads((before) => ({ ...before, [name]: { ...(before[name] ?? { offset: 0, state: "going" }), ...part } }));
  const forget = (name: string) =>
    setUploads((before) => Object.fromEntries(Object.entries(before).filter(([other]) => other !== name)));

  /** Goes on where the server says that it stands. */
  async function go(name: string, file: File) {
    const abort = new AbortController();
    files.current.set(name, { file, abort });
    change(name, { size: file.size, state: "going" });
    try {
      await send({ name, file, signal: abort.signal, onProgress: (offset) => change(name, { size: file.size, offset }) });
      forget(name);
    } catch (failure) {
      if (!abort.signal.aborted) change(name, { size: file.size, state: "failed", failure });
    }
    await queries.invalidateQueries({ queryKey: ["clips"] });
  }

  return {
    uploads,
    /** @throws ApiError where the name or the size is refused */
    async begin(name: string, file: File) {
      await announce(name, file);
      void go(name, file);
    },
    resume: go,
    pause(name: string) {
      const one = files.current.get(name);
      one?.abort.abort();
      if (one) change(name, { size: one.file.size, state: "paused" });
    },
    /** The file, where this page still has it. */
    fileOf: (name: string) => files.current.get(name)?.file,
    forget(name: string) {
      files.current.get(name)?.abort.abort();
      files.current.delete(name);
      forget(name);
    },
  };
}
