import { Keyboard, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { IconButton } from "../design/Button";
import { Mark } from "../design/Mark";
import { Clock } from "./Clock";
import { Pill } from "./Pill";
import { UserMenu } from "./UserMenu";

export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { t } = useTranslation();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-3 md:col-span-2 md:gap-3 md:px-4">
      <Link to="/" className="flex items-center gap-2 font-semibold">
        <Mark className="size-6" />
        <span className="max-sm:sr-only">Tidegate</span>
      </Link>
      <Pill />
      <div className="grow" />
      <Clock />
      <button
        type="button"
        onClick={onPalette}
        title={t("palette.open")}
        className="flex min-h-8 items-center gap-2 rounded-md border border-line bg-ground px-2 text-soft hover:border-strong lg:w-56"
      >
        <Search aria-hidden="true" className="size-4" />
        <span className="sr-only">{t("palette.open")}</span>
        <span className="ml-auto hidden text-xs lg:inline">
          Ctrl K
        </span>
      </button>
      <IconButton label={`${t("keys.title")} (?)`} onClick={onHelp} className="max-sm:hidden">
        <Keyboard />
      </IconButton>
      <UserMenu />
    </header>
  );
}
