import type { ComponentType } from "react";
import type { LucideIcon } from "lucide-react";
import { later } from "../frame/later";
import { learn } from "../i18n";

/**
 * What a folder of screens says of itself in `screen.ts`; its words are in `words.LANGUAGE.json`, `title` the name. They are
 * loaded with the screen; only `title` is known everywhere.
 * A folder without one has parts of the screens that name it in `words`.
 */
export interface ScreenSpec {
  /** Below `/admin`, as the router has them. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Other folders whose words its parts use. */
  words?: readonly string[];
  /** It has pages of its own below its path. */
  deep?: boolean;
  /** Those pages, to be found by their names. */
  places?: () => Promise<{ default: readonly Place[] }>;
  /** What stands over the other screens while there is an alarm of this kind. */
  over?: { alarm: string; load: () => Promise<{ default: ComponentType }> };
  /** Its place in the rail, from the top; a screen without one is reached from others. */
  rail?: { rank: number; icon: LucideIcon; key: string };
}

/** Something within a screen that has a name of its own. */
export interface Place {
  path: string;
  /** Its word. */
  name: string;
  /** The least that somebody has to be to read it; without it everybody may. */
  needs: "operate" | "administer" | undefined;
}

export interface Screen extends Omit<ScreenSpec, "load" | "words" | "over"> {
  /** The folder's name. */
  id: string;
  View: ComponentType;
}

const found = import.meta.glob<ScreenSpec>("./*/screen.ts", { eager: true, import: "default" });

const withWords = (load: ScreenSpec["load"], words: readonly string[]) =>
  later<{}>(async () => (await Promise.all([load(), learn(words)]))[0]);

export const screens: Screen[] = Object.entries(found).map(([file, { load, words = [], over: _, ...spec }]) => {
  const id = file.split("/")[1] ?? file;
  return { ...spec, id, View: withWords(load, [id, ...words]) };
});

/** What may stand over other screens than its own. */
export const bars = Object.entries(found).flatMap(([file, { over, path }]) => {
  const id = file.split("/")[1] ?? file;
  return over ? [{ id, path, alarm: over.alarm, View: withWords(over.load, [id]) }] : [];
});

/** All places of all screens, with their names in the language of this moment. */
export async function places(): Promise<Place[]> {
  const all = await Promise.all(
    screens.map(async ({ id, places: find }) => (find ? (await Promise.all([find(), learn([id])]))[0].default : [])),
  );
  return all.flat();
}

export const rail = screens
  .flatMap((screen) => (screen.rail ? [{ ...screen, rail: screen.rail }] : []))
  .sort((a, b) => a.rail.rank - b.rail.rank);
