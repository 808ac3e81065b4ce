import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../../api/client";
import { Failure } from "../../session/Failure";

interface Options<Out> {
  /** First words of the queries that are old from then on. */
  refresh?: readonly string[];
  /** Fields that show their own faults. */
  fields?: readonly string[];
  done?: ((out: Out) => void) | undefined;
}

/** What is written, and what is done then. */
export function writing<In, Out>(queries: QueryClient, call: (input: In) => Promise<Out>, { refresh = [], done }: Omit<Options<Out>, "fields">) {
  const renew = () => {
    for (const name of refresh) void queries.invalidateQueries({ queryKey: [name] });
  };
  return {
    mutationFn: call,
    // what was sent, and what is shown once, are kept nowhere
    gcTime: 0,
    onSuccess: (out: Out) => {
      // what is shown once does not wait for lists
      done?.(out);
      renew();
    },
    onError: (failure: unknown) => {
      if (failure instanceof ApiError && failure.status === 412) renew();
    },
  };
}

/** A write. What it was refused for stands beside its field, the rest in `problem`. */
export function useWrite<In, Out>(call: (input: In) => Promise<Out>, { refresh = [], fields = [], done }: Options<Out> = {}) {
  const write = useMutation(writing(useQueryClient(), call, { refresh, done }));
  const faults = (write.error instanceof ApiError && write.error.problem?.errors) || [];
  const has = (field: string, name: string) => field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`);
  const fault = (name: string): ReactNode => {
    const detail = faults.find(({ field }) => has(field, name))?.detail;
    return detail && <span lang="en">{detail}</span>;
  };
  const others = faults.filter(({ field }) => !fields.some((name) => has(field, name)));
  const problem: ReactNode =
    others.length > 0 ? (
      <span lang="en">{others.map(({ field, detail }) => `${field}: ${detail}`).join("; ")}</span>
    ) : write.error && faults.length === 0 ? (
      <Failure of={write.error} />
    ) : undefined;
  return { run: write.mutate, busy: write.isPending, ok: write.isSuccess, error: write.error, fault, problem, reset: write.reset };
}
