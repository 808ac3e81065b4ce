import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Panel, ScreenHead } from "../../design/Panel";
import { groups, pages, useMayRead } from "./pages";

/** Every page with one sentence. */
export function Index() {
  const { t } = useTranslation();
  const mayRead = useMayRead();
  return (
    <>
      <ScreenHead title={t("settings.title")} />
      <div className="grid gap-4 md:grid-cols-2">
        {groups.map((group) => {
          const shown = pages.filter((page) => page.group === group && mayRead(page));
          return (
            shown.length > 0 && (
              <Panel key={group} title={t(`settings.group.${group}`)}>
                <ul className="divide-y divide-line">
                  {shown.map((page) => (
                    <li key={page.id}>
                      <Link to={page.path} className="block px-4 py-2.5 hover:bg-raised">
                        <span className="font-medium">{t(`settings.page.${page.id}`)}</span>
                        <span className="block text-sm text-soft">{t(`settings.about.${page.id}`)}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              </Panel>
            )
          );
        })}
      </div>
    </>
  );
}
