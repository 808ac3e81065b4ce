import { ChevronLeft } from "lucide-react";
import { type ComponentType, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Route, Routes, useLocation } from "react-router";
import { Empty, Skeleton } from "../../design/Panel";
import { Boundary } from "../../frame/Boundary";
import { Index } from "./Index";
import { type Page, groups, pages, useMayRead } from "./pages";

/** All that governs the gateway, behind one entry of the rail; the pages beside each other, on small screens behind an index. */
export default function Settings() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = pathname.replace(/^\/settings\/?/, "");
  return (
    <div className="lg:grid lg:grid-cols-[11.5rem_minmax(0,1fr)] lg:gap-6">
      <Contents />
      <div className="min-w-0 max-w-6xl">
        {here !== "" && (
          <Link to="/settings" className="mb-3 inline-flex min-h-8 items-center gap-1 text-soft hover:text-ink lg:hidden">
            <ChevronLeft aria-hidden="true" className="size-4" />
            {t("settings.title")}
          </Link>
        )}
        <Boundary key={here}>
          <Suspense fallback={<Skeleton className="h-64" />}>
            <Routes>
              <Route index element={<Index />} />
              {pages.map((page) => page.View && <Route key={page.id} path={page.id} element={<Guarded page={page} View={page.View} />} />)}
              <Route path="*" element={<Empty title={t("notFound.title")} />} />
            </Routes>
          </Suspense>
        </Boundary>
      </div>
    </div>
  );
}

function Contents() {
  const { t } = useTranslation();
  const mayRead = useMayRead();
  return (
    <nav aria-label={t("settings.title")} className="sticky top-16 hidden max-h-[calc(100dvh-5rem)] self-start overflow-y-auto lg:block">
      {groups.map((group) => {
        const shown = pages.filter((page) => page.group === group && mayRead(page));
        return (
          shown.length > 0 && (
            <section key={group} className="mb-4">
              <h2 className="px-3 pb-1 text-xs font-semibold tracking-wide text-soft uppercase">{t(`settings.group.${group}`)}</h2>
              <ul>
                {shown.map((page) => (
                  <li key={page.id}>
                    <NavLink
                      to={page.path}
                      className={({ isActive }) =>
                        `flex min-h-8 items-center rounded-md px-3 ${isActive ? "bg-raised font-medium text-ink" : "text-soft hover:bg-raised hover:text-ink"}`
                      }
                    >
                      {t(`settings.page.${page.id}`)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
    </nav>
  );
}

/** Whoever may not read a page is told what he would have to be. */
function Guarded({ page, View }: { page: Page; View: ComponentType }) {
  const { t } = useTranslation();
  const mayRead = useMayRead();
  if (mayRead(page)) return <View />;
  return (
    <Empty title={t(`settings.page.${page.id}`)}>
      <p>{t("settings.notYours", { role: t(page.needs === "operate" ? "role.operator" : "role.administrator") })}</p>
    </Empty>
  );
}
