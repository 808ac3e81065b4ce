import { type ComponentProps, type ReactNode, useId } from "react";

interface About {
  label: ReactNode;
  hint?: ReactNode;
  problem?: ReactNode;
}

/** What a control has to be told of what stands round it. */
interface Told {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** A control with its name above it, and below it what it is for, or what is wrong with it. */
export function Labelled({ label, hint, problem, className = "", children }: About & { className?: string | undefined; children: (told: Told) => ReactNode }) {
  const id = useId();
  const about = hint || problem ? `${id}-about` : undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": about, "aria-invalid": problem ? true : undefined })}
      {about && (
        <p id={about} className={`mt-1 text-sm ${problem ? "text-bad" : "text-soft"}`}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

/** A line to type. */
export function Field({ label, hint, problem, className, ...rest }: ComponentProps<"input"> & About) {
  return (
    <Labelled label={label} hint={hint} problem={problem} className={className}>
      {(told) => (
        <input
          {...told}
          className="min-h-9 w-full rounded-md border border-strong bg-ground px-3 text-ink placeholder:text-soft aria-invalid:border-bad"
          {...rest}
        />
      )}
    </Labelled>
  );
}

/** One of a few. */
export function Choice({ label, hint, problem, options, className, ...rest }: ComponentProps<"select"> & About & { options: [string, string][] }) {
  return (
    <Labelled label={label} hint={hint} problem={problem} className={className}>
      {(told) => (
        <select
          {...told}
          className="min-h-9 w-full rounded-md border border-strong bg-ground px-2 text-ink aria-invalid:border-bad"
          {...rest}
        >
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
