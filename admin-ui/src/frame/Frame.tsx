import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Route, Routes, useLocation, useNavigate } from "react-router";
import { Empty, Skeleton } from "../design/Panel";
import { useLive } from "../live/context";
import { bars, rail, screens } from "../screens";
import { Boundary } from "./Boundary";
import { OfflineBar } from "./OfflineBar";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";
import { alone, keymap, useKeys } from "./keymap";
import { later } from "./later";

const Palette = later(() => import("./Palette"));
const Help = later(() => import("./Help"));

/** Around every screen: rail, top bar, keys, palette. A screen that fails leaves it standing. */
export function Frame() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const navigate = useNavigate();
  const location = useLocation();
  const deep = screens.find((screen) => screen.deep && `${location.pathname}/`.startsWith(`${screen.path}/`));
  const stale = useLive((state) => state.loaded && state.link !== "live" && state.link !== "connecting");
  const alarms = useLive((state) => state.alarms);
  const over = bars.filter(({ path, alarm }) => location.pathname !== path && [...alarms.values()].some(({ kind }) => kind === alarm));
  useKeys({
    [keymap.palette]: alone(() => setOpen("palette")),
    [keymap.help]: () => setOpen("help"),
    ...Object.fromEntries(rail.map((screen) => [`g ${screen.rail.key}`, alone(() => void navigate(screen.path))])),
  });
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr_auto] md:grid-cols-[auto_minmax(0,1fr)] md:grid-rows-[auto_1fr]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        {t("nav.skip")}
      </a>
      <TopBar onPalette={() => setOpen("palette")} onHelp={() => setOpen("help")} />
      <Rail />
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 p-3 pb-24 outline-none md:col-start-2 md:row-start-2 md:p-5"
        data-stale={stale || undefined}
      >
        <OfflineBar />
        {over.map(({ id, View }) => (
          <Boundary key={id}>
            <Suspense>
              <View />
            </Suspense>
          </Boundary>
        ))}
        <div className={stale ? "grayscale [&_canvas]:opacity-50" : undefined}>
          <Boundary key={deep ? deep.id : location.pathname}>
            <Suspense fallback={<Waiting />}>
              <Routes>
                {screens.map(({ id, path, deep, View }) => (
                  <Route key={id} path={deep ? `${path}/*` : path} element={<View />} />
                ))}
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </Boundary>
        </div>
      </main>
      <Boundary key={open} onClose={() => setOpen(null)}>
        <Suspense>
          {open === "palette" && <Palette onClose={() => setOpen(null)} onHelp={() => setOpen("help")} />}
          {open === "help" && <Help onClose={() => setOpen(null)} />}
        </Suspense>
      </Boundary>
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-8 w-56" />
      <Skeleton className="h-64" />
    </div>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty title={t("notFound.title")}>
      <Link to="/" className="text-accent underline">
        {t("notFound.home")}
      </Link>
    </Empty>
  );
}
