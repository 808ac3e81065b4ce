import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../design/Notice";
import { cards } from "../../design/cards";
import { Panel, Skeleton } from "../../design/Panel";
import { Failure } from "../../session/Failure";

const cells =
  "[&_td]:px-4 [&_td]:py-1.5 [&_th]:px-4 [&_th]:py-1.5 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line";

/** Rows, cards on a telephone; they scroll sideways where there is a little less room than they need. The last column is one of buttons where `buttons` is set. */
export function Table(props: { label: string; head: ReactNode[]; buttons?: boolean; wrap?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={props.label}>
      <table style={cards(props.head)} className={`cards w-full text-left ${props.wrap ? "" : "whitespace-nowrap"} ${cells}`}>
        <thead>
          <tr>
            {props.head.map((name, column) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
            {props.buttons && (
              <th scope="col">
                <span className="sr-only">{t("settings.actions")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

/** A switch with its words beside it. */
export function Tick({ label, ...rest }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className="flex min-h-7 items-center gap-2 font-medium">
      <input type="checkbox" className="size-4 accent-accent" {...rest} />
      {label}
    </label>
  );
}

/** Why something did not go, where that is known. */
export function Trouble({ children }: { children: ReactNode }) {
  return children ? (
    <Notice kind="bad" alert>
      {children}
    </Notice>
  ) : null;
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
}

/** What was asked for: a skeleton before it comes, words when it does not. */
export function Answer<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.isPending) return <Skeleton className="m-4 h-24" />;
  return (
    <p role="alert" className="p-4 text-soft">
      <Failure of={of.error} />
    </p>
  );
}

interface ListProps<T> {
  of: Asked<{ items: T[] }>;
  title: string;
  /** Where there are none. */
  none: string;
  head: string[];
  /** The last column is one of buttons. */
  buttons?: boolean;
  actions?: ReactNode;
  /** One row. */
  children: (item: T, index: number) => ReactNode;
}

/** A panel with all that there are. */
export function List<T>({ of, title, none, head, buttons = false, actions, children }: ListProps<T>) {
  return (
    <Panel title={title} actions={actions}>
      <Answer of={of}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-soft">{none}</p>
          ) : (
            <Table label={title} head={head} buttons={buttons}>
              {items.map(children)}
            </Table>
          )
        }
      </Answer>
    </Panel>
  );
}

const tones = {
  good: ["text-good", <circle key="s" cx="6" cy="6" r="4.5" fill="currentColor" />],
  warn: ["text-warn", <path key="s" d="M6 1 11.4 10.6H.6Z" fill="currentColor" />],
  bad: ["text-bad", <rect key="s" x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />],
  off: ["text-off", <circle key="s" cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />],
} as const;

/** Colour, shape and word. */
export function Verdict({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const [colour, shape] = tones[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${colour}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 shrink-0">
        {shape}
      </svg>
      {children}
    </span>
  );
}
