import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useLive } from "../live/context";
import { rail } from "../screens";

/** Beside the screen; on small ones below it. */
export function Rail() {
  const { t } = useTranslation();
  const alarms = useLive((state) => state.alarms.size);
  return (
    <nav
      aria-label={t("nav.main")}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface md:static md:z-10 md:col-start-1 md:row-start-2 md:border-t-0 md:border-r"
    >
      <ul className="flex justify-around p-1 md:sticky md:top-14 md:flex-col md:gap-1 md:p-2 xl:w-44">
        {rail.map(({ id, path, rail: { icon: Icon, key } }) => (
          <li key={id} className="min-w-0 grow basis-0 md:grow-0 md:basis-auto">
            <NavLink
              to={path}
              end={path === "/"}
              title={`${t(`${id}.title`)} (g ${key})`}
              className={({ isActive }) =>
                `relative flex min-h-11 flex-col items-center justify-center gap-0.5 rounded-md px-0.5 py-1 text-[0.6875rem] md:min-h-10 md:px-3 md:text-xs md:min-w-16 xl:flex-row xl:justify-start xl:gap-3 xl:text-sm ${
                  isActive ? "bg-raised font-medium text-ink" : "text-soft hover:bg-raised hover:text-ink"
                }`
              }
            >
              <Icon aria-hidden="true" className="size-5 xl:size-4" />
              {t(`${id}.title`)}
              {id === "alarms" && alarms > 0 && (
                <span className="absolute top-1 right-2 min-w-4 rounded-full bg-bad px-1 text-center text-xs leading-4 font-semibold text-ground xl:static xl:ml-auto">
                  {alarms}
                </span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
