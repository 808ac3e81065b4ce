export type Words = Record<string, unknown>;

/** The frame's words, and under the name of its folder those of each screen. */
export function words(frame: Record<string, Words>, screens: Record<string, Words>): Words {
  const all: Words = { ...Object.values(frame)[0] };
  for (const [path, part] of Object.entries(screens)) {
    const folder = /screens\/(\w+)\//.exec(path)?.[1];
    if (folder) all[folder] = part;
  }
  return all;
}
