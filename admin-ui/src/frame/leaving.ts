import { createContext, useContext, useEffect, useRef } from "react";
import { type To, UNSAFE_createBrowserHistory as createBrowserHistory } from "react-router";

type History = ReturnType<typeof createBrowserHistory>;

/** Asked before another page is shown; `go` goes there. */
export type Guard = (go: () => void) => void;

/** A history that asks first, and who is asked: the newest. */
export interface Guarded {
  history: History;
  /** @returns takes the guard away */
  block: (guard: Guard) => () => void;
}

/** Links, keys, `navigate` and the browser's own back and forward go by the guard; a change within the page does not. */
export function guarded(own: History): Guarded {
  const guards: Guard[] = [];
  /** A step of the browser's that is ours: back to where one was, or on to where one wants to go. */
  let ours: (() => void) | undefined;
  const within = (pathname: string | undefined) => pathname === undefined || pathname === "" || pathname === shown;
  let shown = own.location.pathname;
  const through = (to: To, go: () => void) => {
    const guard = guards.at(-1);
    const { pathname } = typeof to === "string" ? own.encodeLocation(to) : to;
    if (guard && !within(pathname)) guard(go);
    else go();
  };
  const history: History = {
    get action() {
      return own.action;
    },
    get location() {
      return own.location;
    },
    createHref: own.createHref,
    createURL: own.createURL,
    encodeLocation: own.encodeLocation,
    go: own.go,
    push: (to, state) => through(to, () => own.push(to, state)),
    replace: (to, state) => through(to, () => own.replace(to, state)),
    listen: (told) =>
      own.listen((update) => {
        const { location, delta } = update;
        const expected = ours;
        ours = undefined;
        const guard = guards.at(-1);
        if (!expected && guard && update.action === "POP" && delta && !within(location.pathname)) {
          // the browser has gone already: back, then ask
          ours = () =>
            guard(() => {
              ours = () => undefined;
              own.go(delta);
            });
          own.go(-delta);
          return;
        }
        expected?.();
        if (location.pathname === shown && expected) return;
        shown = location.pathname;
        told(update);
      }),
  };
  return {
    history,
    block: (guard) => {
      guards.push(guard);
      return () => void guards.splice(guards.indexOf(guard), 1);
    },
  };
}

export const LeavingContext = createContext<Guarded["block"]>(() => () => undefined);

/** While `on`, whoever goes to another page is asked first. */
export function useLeaving(on: boolean, guard: Guard) {
  const block = useContext(LeavingContext);
  const latest = useRef(guard);
  useEffect(() => {
    latest.current = guard;
  });
  useEffect(() => (on ? block((go) => latest.current(go)) : undefined), [on, block]);
}
