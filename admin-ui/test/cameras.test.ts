import { expect, test } from "vitest";
import { type Found, noBatch, slug, sourceOfChoice, suggested, targetsOf, toggled } from "../src/screens/wizard/cameras";
import { beginning, keeping, stepsOf } from "../src/screens/wizard/order";

const camera = (name: string, hardware = "FC-200"): Found => ({
  address: "192.0.2.7",
  url: "http://192.0.2.7/onvif/device_service",
  name,
  hardware,
  location: "",
  endpoint: "urn:uuid:1",
});

const profile = (token: string) => ({ token, name: token, url: `rtsp://192.0.2.7/${token}`, video: null, audio: null });

test("keys are suggested by what cameras are called", () => {
  expect(slug("Front Door  (2)")).toBe("front-door-2");
  expect(slug("Café Süd")).toBe("cafe-sud");
  expect(slug("大门")).toBe("");
  expect(slug("x".repeat(90))).toHaveLength(40);
  expect(suggested(camera("Front Door"), 0, new Set())).toBe("live/front-door");
  expect(suggested(camera("Front Door"), 1, new Set())).toBe("live/front-door-2");
  expect(suggested(camera("Front Door"), 0, new Set(["live/front-door", "live/front-door-2"]))).toBe("live/front-door-3");
  expect(suggested(camera("大门"), 0, new Set())).toBe("live/fc-200");
  expect(suggested(camera("", ""), 0, new Set())).toBe("live/camera-192-0-2-7");
});

test("profiles are taken and left, each under a key of its own", () => {
  const one = toggled(noBatch, camera("Yard"), profile("main"), "H.264", new Set(["live/yard"]));
  expect(one.choices.map((choice) => choice.key)).toEqual(["live/yard-2"]);
  const two = toggled(one, camera("Yard"), profile("sub"), "H.264", new Set());
  expect(new Set(two.choices.map((choice) => choice.key)).size).toBe(2);
  expect(toggled(two, camera("Yard"), profile("main"), "", new Set()).choices.map((choice) => choice.token)).toEqual(["sub"]);
});

test("a choice is a source with the batch's login", () => {
  const [choice] = toggled(noBatch, camera("Yard"), profile("main"), "", new Set()).choices;
  if (!choice) throw new Error("no choice");
  expect(sourceOfChoice(choice, "eva", "pw", false)).toEqual({ type: "rtsp-pull", url: "rtsp://192.0.2.7/main", user: "eva", password: "pw" });
  expect(sourceOfChoice(choice, "", "", true)).toEqual({ type: "rtsp-pull", url: "rtsp://192.0.2.7/main", onDemand: true });
});

test("addresses are parted as people part them", () => {
  expect(targetsOf(" 192.0.2.7, 192.0.2.0/24\n198.51.100.1;")).toEqual(["192.0.2.7", "192.0.2.0/24", "198.51.100.1"]);
  expect(targetsOf("")).toEqual([]);
});

test("what is kept over a reload holds no secret", () => {
  const kept = new Map<string, string>();
  Object.assign(globalThis, {
    sessionStorage: { setItem: (name: string, value: string) => kept.set(name, value), getItem: (name: string) => kept.get(name) ?? null },
  });
  keeping.keep({ ...beginning, kind: "onvif", user: "eva", password: "s3cret", batch: { ...noBatch, found: [camera("Yard")] } });
  expect([...kept.values()].join()).not.toContain("s3cret");
  expect(keeping.kept().batch.found).toHaveLength(1);
  expect(stepsOf("onvif")).toEqual(["source", "profiles", "probe", "name"]);
});
