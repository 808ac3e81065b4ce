export type Words = Record<string, unknown>;

/** The frame's words, and the name of each screen as `FOLDER.title`; what else a screen says comes with the screen. */
export function words(frame: Words, titles: Record<string, string>): Words {
  const all: Words = { ...frame };
  for (const [path, title] of Object.entries(titles)) {
    const folder = /screens\/(\w+)\//.exec(path)?.[1];
    if (folder) all[folder] = { title };
  }
  return all;
}
