import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Theme, theme, themes, wear } from "../design/theme";
import { type Language, languages, speak } from "../i18n";
import { useSession } from "../session/context";
import { UserButton, useUserName } from "./UserButton";

const item =
  "flex min-h-8 items-center gap-2 rounded px-2 outline-none data-[highlighted]:bg-raised data-[highlighted]:text-ink cursor-pointer";

/** The menu itself, open as soon as it is there. */
export default function UserMenuOpen() {
  const { t, i18n } = useTranslation();
  const { me, logOut } = useSession();
  const [worn, setWorn] = useState(theme);
  const name = useUserName();
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>
        <UserButton />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-40 min-w-52 rounded-lg border border-line bg-surface p-1.5 shadow-2xl"
        >
          <DropdownMenu.Label className="px-2 py-1 text-soft">
            {name}, {t(`role.${me.role}`)}
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <Choice
            title={t("theme.title")}
            value={worn}
            onChange={(chosen) => {
              wear(chosen as Theme);
              setWorn(chosen as Theme);
            }}
            options={themes.map((one) => [one, t(`theme.${one}`)])}
          />
          <Choice
            title={t("language")}
            value={i18n.language}
            onChange={(chosen) => speak(chosen as Language)}
            options={Object.entries(languages)}
          />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item asChild className={item}>
            <Link to="/settings/account">{t("user.account")}</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item asChild className={item}>
            <a href="/api/v1/docs">{t("user.apiDocs")}</a>
          </DropdownMenu.Item>
          {me.login && (
            <DropdownMenu.Item className={item} onSelect={logOut}>
              {t("user.logOut")}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ChoiceProps {
  title: string;
  value: string;
  onChange: (value: string) => void;
  options: [string, string][];
}

function Choice({ title, value, onChange, options }: ChoiceProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={title}>
      <DropdownMenu.Label className="px-2 pt-1 text-xs text-soft">{title}</DropdownMenu.Label>
      {options.map(([key, name]) => (
        <DropdownMenu.RadioItem
          key={key}
          value={key}
          className={item}
          onSelect={(event) => event.preventDefault()}
        >
          <span className="size-4">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden="true" className="size-4" />
            </DropdownMenu.ItemIndicator>
          </span>
          {name}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
