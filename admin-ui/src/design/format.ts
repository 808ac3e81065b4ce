/** Numbers and times in the words of the language. */
export interface Format {
  number(value: number, digits?: number): string;
  bitRate(bps: number): string;
  bytes(count: number): string;
  time(at: string | number | Date): string;
  /** How long ago, or how long. */
  span(milliseconds: number): string;
}

const rates = ["b/s", "kb/s", "Mb/s", "Gb/s"];
const sizes = ["B", "kB", "MB", "GB", "TB"];

function scaled(value: number, units: string[]): [number, string] {
  let index = 0;
  let rest = value;
  while (rest >= 999.5 && index < units.length - 1) {
    rest /= 1000;
    index++;
  }
  return [rest, units[index] ?? ""];
}

const made = new Map<string, Format>();

/** One for each language: what it is made of is slow to make. */
export function formats(language: string): Format {
  const known = made.get(language) ?? make(language);
  made.set(language, known);
  return known;
}

function make(language: string): Format {
  const plain = new Intl.NumberFormat(language);
  const clock = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium" });
  const units = { s: unit("second"), m: unit("minute"), h: unit("hour"), d: unit("day") };

  function unit(name: string) {
    return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "narrow" });
  }

  const exact = [0, 1, 2, 3].map((digits) => withDigits(digits));

  function withDigits(digits: number) {
    return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function withUnit(value: number, names: string[]) {
    const [rest, name] = scaled(value, names);
    const digits = rest < 10 && name !== names[0] ? 2 : rest < 100 && name !== names[0] ? 1 : 0;
    return `${(exact[digits] ?? plain).format(rest)} ${name}`;
  }

  return {
    number: (value, digits) =>
      digits === undefined
        ? plain.format(value)
        : (exact[digits] ?? withDigits(digits)).format(value),
    bitRate: (bps) => withUnit(bps, rates),
    bytes: (count) => withUnit(count, sizes),
    time: (at) => clock.format(new Date(at)),
    span: (milliseconds) => {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      if (seconds < 60) return units.s.format(seconds);
      if (seconds < 3600) return `${units.m.format(Math.floor(seconds / 60))} ${units.s.format(seconds % 60)}`;
      if (seconds < 86400)
        return `${units.h.format(Math.floor(seconds / 3600))} ${units.m.format(Math.floor((seconds % 3600) / 60))}`;
      return `${units.d.format(Math.floor(seconds / 86400))} ${units.h.format(Math.floor((seconds % 86400) / 3600))}`;
    },
  };
}
