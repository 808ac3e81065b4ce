import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { useFormat } from "../../i18n";
import { says } from "../../session/problem";

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
  const { t } = useTranslation();
  const format = useFormat();
  const write = useMutation(writing(useQueryClient(), call, { refresh, done }));
  const faults = (write.error instanceof ApiError && write.error.problem?.errors) || [];
  const has = (field: string, name: string) => field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`);
  const fault = (name: string) => faults.find(({ field }) => has(field, name))?.detail;
  const others = faults.filter(({ field }) => !fields.some((name) => has(field, name)));
  const problem =
    others.length > 0
      ? others.map(({ field, detail }) => `${field}: ${detail}`).join("; ")
      : write.error && faults.length === 0
        ? says(write.error, t, format)
        : undefined;
  return { run: write.mutate, busy: write.isPending, ok: write.isSuccess, error: write.error, fault, problem, reset: write.reset };
}
