import type { QueryClient } from "@tanstack/react-query";
import type { Route } from "../../api/client";
import type { RouteInput } from "../../api/routes";

/** What somebody has begun to change of a route, and not stored. */
export interface Draft {
  /** The route as it was when that began. */
  base: Route;
  draft: RouteInput;
  /** As it is typed, where it is edited as text. */
  text: string | undefined;
}

/** What others change shows at once where nobody edits here; an answer may be faster than what is told. */
export const follows = (dirty: boolean, told: Route, base: Route) => !dirty && told.version > base.version;

const name = (key: string) => ["draft", key];

/** Drafts outlive a look at another screen; a reload and a log-out end them. */
export function drafts(queries: QueryClient) {
  return {
    /** The route as it stands; where it was deleted while it is edited here, as it was. */
    shown: (key: string, route: Route | undefined) => route ?? queries.getQueryData<Draft>(name(key))?.base,
    of: (key: string) => queries.getQueryData<Draft>(name(key)),
    keep: (key: string, draft: Draft) => {
      queries.setQueryDefaults(["draft"], { gcTime: Infinity });
      queries.setQueryData(name(key), draft);
    },
    forget: (key: string) => queries.removeQueries({ queryKey: name(key), exact: true }),
  };
}
