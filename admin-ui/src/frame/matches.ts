/** Every word of what is typed occurs in the name. */
export function matches(typed: string, name: string): boolean {
  const lower = name.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
