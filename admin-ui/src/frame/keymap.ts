import { useEffect, useRef } from "react";

/** Everything that a key does; `?` shows this list. Keys with a space are pressed one after the other. */
export const keymap = {
  help: "?",
  palette: "ctrl+k",
  filter: "/",
  next: "j",
  previous: "k",
  open: "enter",
  preview: "space",
  connect: "c",
  cut: "x",
  undo: "u",
  only: "o",
  layout: "l",
  fullscreen: "f",
  up: "escape",
} as const;

export type KeyAction = keyof typeof keymap;

/** Within this time the second key of two has to come. */
const SEQUENCE_MS = 1200;

const stored = "tidegate.single-keys";

/** Whoever uses speech or a switch may turn single keys off (WCAG 2.1.4). */
export const singleKeys = {
  on: () => localStorage.getItem(stored) !== "off",
  set: (on: boolean) => localStorage.setItem(stored, on ? "on" : "off"),
};

/** How this list names what was pressed. */
export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  return event.ctrlKey || event.metaKey ? `ctrl+${key}` : key;
}

/** Holds what was pressed until it is a whole sequence. */
export class KeySequence {
  private before = "";
  private at = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns the key alone, and with the one before it where that was pressed just now */
  press(key: string): string[] {
    const recent = this.now() - this.at <= SEQUENCE_MS ? this.before : "";
    this.before = key;
    this.at = this.now();
    return recent ? [`${recent} ${key}`, key] : [key];
  }

  /** What was pressed has been used up. */
  clear() {
    this.before = "";
  }
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Escape within a field leaves the field, not the page; while letters are composed all keys are the input method's. */
export function isFields(name: string, typing: boolean, composing: boolean): boolean {
  return composing || (typing && !name.startsWith("ctrl+"));
}

/** An action that keeps what was pressed from every other: a screen takes the second key alone for one of its own. */
export const alone = (action: () => void) => (event: Pick<KeyboardEvent, "preventDefault">) => {
  event.preventDefault();
  action();
};

export type Actions = Record<string, (event: KeyboardEvent) => void>;

/**
 * Does what was pressed, unless somebody else has.
 *
 * @param off single keys are turned off, or something lies over the page
 */
export function press(event: KeyboardEvent, sequence: KeySequence, actions: Actions, off: () => boolean) {
  if (event.defaultPrevented || event.altKey) return;
  const name = keyName(event);
  if (isFields(name, isTyping(event.target), event.isComposing)) {
    if (name === "escape" && !event.isComposing) (event.target as HTMLElement).blur();
    return;
  }
  const always = name.startsWith("ctrl+") || name === "escape";
  if (!always && off()) return;
  for (const keys of sequence.press(name)) {
    const action = actions[keys];
    if (action) {
      sequence.clear();
      action(event);
      return;
    }
  }
}

const covered = () => !singleKeys.on() || document.querySelector("[role=dialog],[role=menu]") !== null;

/** Bound to the window, so that keys work wherever the focus is. */
export function useKeys(actions: Actions) {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    const sequence = new KeySequence();
    const pressed = (event: KeyboardEvent) => press(event, sequence, current.current, covered);
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
