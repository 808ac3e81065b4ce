import { expect, test } from "vitest";
import { guarded } from "../src/frame/leaving";

type History = Parameters<typeof guarded>[0];
type Update = Parameters<Parameters<History["listen"]>[0]>[0];

/** A browser's history with its own back button, which tells late. */
function browser(...paths: string[]) {
  const stack = [...paths];
  let at = stack.length - 1;
  let told: (update: Update) => void = () => undefined;
  const location = () => ({ pathname: stack[at] ?? "", search: "", hash: "", state: null, key: "k", mask: undefined });
  const tell = (action: string, delta: number) => told({ action, location: location(), delta } as Update);
  const path = (to: unknown) => (typeof to === "string" ? (to.split("?")[0] ?? "") : ((to as { pathname?: string }).pathname ?? ""));
  const history = {
    action: "POP",
    get location() {
      return location();
    },
    createHref: path,
    createURL: (to: unknown) => new URL(path(to), "http://gateway"),
    encodeLocation: (to: unknown) => ({ pathname: path(to), search: "", hash: "" }),
    push: (to: unknown) => {
      stack.splice(at + 1, stack.length, path(to));
      at++;
      tell("PUSH", 1);
    },
    replace: (to: unknown) => {
      stack[at] = path(to);
      tell("REPLACE", 0);
    },
    go: (delta: number) => {
      queue.push(() => {
        at += delta;
        tell("POP", delta);
      });
    },
    listen: (fn: typeof told) => {
      told = fn;
      return () => undefined;
    },
  } as unknown as History;
  const queue: (() => void)[] = [];
  /** What the browser does by itself, one after the other. */
  const settle = () => {
    for (let next = queue.shift(); next; next = queue.shift()) next();
  };
  const { history: held, block } = guarded(history);
  const shown: string[] = [];
  held.listen(({ location: { pathname } }) => shown.push(pathname));
  const asked: (() => void)[] = [];
  const off = block((go) => asked.push(go));
  return { held, history, shown, asked, off, settle, here: () => stack[at] };
}

test("links and keys wait for the answer", () => {
  const { held, asked, shown, here } = browser("/admin/routes/live/a");
  held.push("/admin/streams");
  expect([here(), shown]).toEqual(["/admin/routes/live/a", []]);
  asked[0]?.();
  expect([here(), shown, asked.length]).toEqual(["/admin/streams", ["/admin/streams"], 1]);
});

test("what stays on the page, or has nobody to ask, goes at once", () => {
  const { held, asked, off, here } = browser("/admin/routes/live/a");
  held.replace("/admin/routes/live/a?x=1");
  held.push({ search: "?x=2" });
  expect(asked).toEqual([]);
  off();
  held.push("/admin/streams");
  expect([asked, here()]).toEqual([[], "/admin/streams"]);
});

test("the browser's back is taken back, and done once it is meant", () => {
  const { history, asked, shown, settle, here } = browser("/admin/streams", "/admin/routes/live/a");
  history.go(-1);
  settle();
  expect([here(), shown, asked.length]).toEqual(["/admin/routes/live/a", [], 1]);
  asked[0]?.();
  settle();
  expect([here(), shown, asked.length]).toEqual(["/admin/streams", ["/admin/streams"], 1]);
});

test("whoever stays is asked again the next time", () => {
  const { history, held, asked, shown, settle, here } = browser("/admin/streams", "/admin/routes/live/a");
  history.go(-1);
  settle();
  held.push("/admin/alarms");
  history.go(-1);
  settle();
  expect([here(), shown, asked.length]).toEqual(["/admin/routes/live/a", [], 3]);
});
