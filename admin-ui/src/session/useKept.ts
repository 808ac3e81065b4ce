import { useCallback, useState } from "react";
import { useSession } from "./context";

/**
 * What this browser keeps for whoever is signed in.
 *
 * @param name of it in the storage
 * @param fits tells what can be used of what was kept: others wrote there, too
 * @param first while nothing is kept
 */
export function useKept<T>(name: string, fits: (kept: unknown) => T | undefined, first: T): [T, (value: T) => void] {
  const { me } = useSession();
  const key = `tidegate.${name}.${me.name}`;
  const [value, setValue] = useState<T>(() => {
    try {
      return fits(JSON.parse(localStorage.getItem(key) ?? "null")) ?? first;
    } catch {
      return first;
    }
  });
  const keep = useCallback(
    (next: T) => {
      localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
    [key],
  );
  return [value, keep];
}

/** For `fits`: one of these. */
export const oneOf =
  <T extends string>(choices: readonly T[]) =>
  (kept: unknown): T | undefined =>
    choices.find((one) => one === kept);

/** For `fits`: texts in a list. */
export const texts = (kept: unknown): string[] | undefined =>
  Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string") : undefined;
