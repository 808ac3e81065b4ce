import type { ComponentProps } from "react";

const kinds = {
  primary: "bg-accent text-on-accent border-transparent hover:brightness-110",
  plain: "bg-raised text-ink border-line hover:border-strong",
  quiet: "bg-transparent text-soft border-transparent hover:bg-raised hover:text-ink",
  danger: "bg-transparent text-bad border-bad hover:bg-bad/15",
};

type Props = ComponentProps<"button"> & { kind?: keyof typeof kinds };

export function Button({ kind = "plain", className = "", type = "button", ...rest }: Props) {
  return (
    <button
      type={type}
      className={`inline-flex min-h-8 items-center justify-center gap-2 rounded-md border px-3 py-1 font-medium transition-colors disabled:opacity-50 ${kinds[kind]} ${className}`}
      {...rest}
    />
  );
}

/** A picture alone; `label` says it to those who do not see it, and on hovering. */
export function IconButton({ label, className = "", ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft transition-colors hover:bg-raised hover:text-ink disabled:opacity-50 [&_svg]:size-4 ${className}`}
      {...rest}
    />
  );
}
