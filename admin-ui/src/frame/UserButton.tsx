import { UserRound } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/context";

export function useUserName(): string {
  const { t } = useTranslation();
  const { me } = useSession();
  return me.kind === "local" ? t("user.local") : me.name;
}

/** Says who is signed in. */
export function UserButton(props: ComponentProps<"button">) {
  const { t } = useTranslation();
  const name = useUserName();
  return (
    <button
      type="button"
      aria-label={`${t("user.menu")}: ${name}`}
      className="flex min-h-8 items-center gap-2 rounded-md px-2 hover:bg-raised"
      {...props}
    >
      <UserRound aria-hidden="true" className="size-4" />
      <span className="hidden max-w-32 truncate sm:inline">{name}</span>
    </button>
  );
}
