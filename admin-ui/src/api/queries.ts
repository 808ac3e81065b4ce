import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client";

/** What was asked of the gateway. */
export function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // the browser's word on the network says nothing of the gateway, and what waits for it would be sent much later
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        // what was refused is refused again; what did not arrive may
        retry: (count, failure) => count < 2 && failure instanceof ApiError && failure.status === 0,
        refetchOnWindowFocus: false,
      },
    },
  });
}
