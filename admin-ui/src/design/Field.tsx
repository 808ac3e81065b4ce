import { type ComponentProps, type ReactNode, useId } from "react";

type Props = ComponentProps<"input"> & { label: string; hint?: ReactNode; problem?: string | undefined };

export function Field({ label, hint, problem, className = "", ...rest }: Props) {
  const id = useId();
  const about = hint || problem ? `${id}-about` : undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={about}
        aria-invalid={problem ? true : undefined}
        className="min-h-9 w-full rounded-md border border-strong bg-ground px-3 text-ink placeholder:text-soft aria-invalid:border-bad"
        {...rest}
      />
      {about && (
        <p id={about} className={`mt-1 text-sm ${problem ? "text-bad" : "text-soft"}`}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}
