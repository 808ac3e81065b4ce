import { Columns3, Download, Star, Trash2 } from "lucide-react";
import { Popover } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button, IconButton } from "../../design/Button";
import { type Column, type Saved, columns, withSaved } from "./columns";

interface Props {
  chosen: readonly Column[];
  onColumns: (chosen: Column[]) => void;
  saved: readonly Saved[];
  onSaved: (saved: Saved[]) => void;
  /** What is filtered now, as in the address. */
  query: string;
  /** The table for other programs. */
  csv: () => string;
}

/** What the table shows, filters under a name, and the way out of it. */
export function Tools({ chosen, onColumns, saved, onSaved, query, csv }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Pop label={t("streams.columns")} icon={<Columns3 aria-hidden="true" className="size-4" />}>
        <fieldset>
          <legend className="mb-1 font-medium">{t("streams.columns")}</legend>
          {columns.map((one) => (
            <label key={one} className="flex min-h-8 items-center gap-2">
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={(event) =>
                  onColumns(columns.filter((other) => (other === one ? event.target.checked : chosen.includes(other))))
                }
              />
              {t(`streams.column.${one}`)}
            </label>
          ))}
        </fieldset>
      </Pop>
      <Pop label={t("streams.saved")} icon={<Star aria-hidden="true" className="size-4" />}>
        <SavedFilters saved={saved} onSaved={onSaved} query={query} />
      </Pop>
      <Button onClick={() => download(csv())}>
        <Download aria-hidden="true" className="size-4" />
        CSV
      </Button>
    </>
  );
}

function Pop({ label, icon, children }: { label: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button>
          {icon}
          {label}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          aria-label={label}
          className="z-40 w-64 rounded-lg border border-line bg-surface p-3 shadow-2xl"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SavedFilters({ saved, onSaved, query }: Pick<Props, "saved" | "onSaved" | "query">) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim() || !query) return;
    onSaved(withSaved(saved, { name: name.trim(), query }));
    setName("");
  };
  return (
    <div className="space-y-3">
      {saved.length === 0 && <p className="text-soft">{t("streams.noneSaved")}</p>}
      <ul>
        {saved.map((one) => (
          <li key={one.name} className="flex items-center gap-2">
            <Popover.Close asChild>
              <Link to={`/streams?${one.query}`} className="flex min-h-8 min-w-0 grow items-center truncate text-accent hover:underline">
                {one.name}
              </Link>
            </Popover.Close>
            <IconButton label={t("streams.forget", { name: one.name })} onClick={() => onSaved(saved.filter((other) => other !== one))}>
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
      <form onSubmit={save} className="flex gap-2">
        <input
          aria-label={t("streams.filterName")}
          placeholder={t("streams.filterName")}
          value={name}
          maxLength={60}
          disabled={!query}
          onChange={(event) => setName(event.target.value)}
          className="min-h-8 w-full min-w-0 rounded-md border border-strong bg-ground px-2 placeholder:text-soft"
        />
        <Button type="submit" disabled={!query || !name.trim()}>
          {t("streams.save")}
        </Button>
      </form>
      {!query && <p className="text-sm text-soft">{t("streams.filterFirst")}</p>}
    </div>
  );
}

function download(text: string) {
  const link = document.createElement("a");
  // spreadsheets take it for UTF-8 by its mark
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = "streams.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}
