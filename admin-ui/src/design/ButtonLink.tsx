import type { ReactNode } from "react";
import { Link } from "react-router";

/** A link that looks like the main button of a screen; while it is off it leads nowhere. */
export function ButtonLink({ to, off, children }: { to: string; off: boolean; children: ReactNode }) {
  return (
    <Link
      to={to}
      aria-disabled={off}
      onClick={(event) => off && event.preventDefault()}
      className="inline-flex min-h-8 items-center gap-2 rounded-md bg-accent px-3 font-medium text-on-accent hover:brightness-110 [&_svg]:size-4"
    >
      {children}
    </Link>
  );
}
