import type { ReactNode } from "react";

/** A titled part of a screen. */
export function Panel(props: { title: string; actions?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section aria-label={props.title} className={`rounded-lg border border-line bg-surface ${props.className ?? ""}`}>
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
        <h2>{props.title}</h2>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}

/** The title of a screen with what can be done there. */
export function ScreenHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-xl break-words">{title}</h1>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </div>
  );
}

/** Nothing is there: one sentence, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mx-auto max-w-xl px-4 py-12 text-center">
      <p className="text-lg font-medium">{title}</p>
      <div className="mt-2 space-y-4 text-soft">{children}</div>
    </div>
  );
}

/** Where something will be. */
export function Skeleton({ className = "" }: { className?: string }) {
  return <div aria-hidden="true" className={`animate-pulse rounded-md bg-raised ${className}`} />;
}
