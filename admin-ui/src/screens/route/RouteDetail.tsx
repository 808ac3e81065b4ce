import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { StateBadge } from "../../design/State";
import { keymap, useKeys } from "../../frame/keymap";
import { useEntries, useLive } from "../../live/context";
import { DeleteRoute } from "./DeleteRoute";
import { Editor } from "./Editor";
import { History } from "./History";
import { drafts } from "./drafts";
import { useMay } from "../../session/context";
import { useState } from "react";
import { Button } from "../../design/Button";

/** One route: what it is to be, and how it came to be so. */
export default function RouteDetail() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { operate } = useMay();
  const { app = "", name = "" } = useParams();
  const key = `${app}/${name}`;
  const loaded = useLive((state) => state.loaded);
  const route = useLive((state) => state.routes.get(key));
  const entry = useEntries().find((one) => one.key === key);
  const [deleting, setDeleting] = useState(false);
  const [said, say] = useState("");
  // what is edited here stays when somebody else deletes the route
  const shown = drafts(useQueryClient()).shown(key, route);
  useKeys({ [keymap.up]: () => navigate("/routes") });
  if (!loaded) return <Skeleton className="h-96" />;
  return (
    <>
      <ScreenHead
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            {key}
            {entry && <StateBadge state={entry.condition} className="text-base" />}
          </span>
        }
      >
        <Link to="/routes" className="inline-flex min-h-8 items-center px-2 text-accent underline">
          {t("routes.title")}
        </Link>
        {entry && (
          <Link to={`/streams/${key}`} className="inline-flex min-h-8 items-center px-2 text-accent underline">
            {t("route.toStream")}
          </Link>
        )}
        {operate && route && (
          <Button kind="danger" aria-haspopup="dialog" onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden="true" className="size-4" />
            {t("route.delete")}
          </Button>
        )}
      </ScreenHead>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(24rem,2fr)]">
        {shown ? (
          <Editor key={key} route={shown} gone={!route} onSaid={say} />
        ) : (
          <Empty title={t("route.none", { key })} />
        )}
        <History routeKey={key} version={route?.version} onSaid={say} />
      </div>
      <p role="status" className="sr-only" data-said>
        {said}
      </p>
      {deleting && route && (
        <DeleteRoute
          route={route}
          onClose={() => setDeleting(false)}
          onDone={() => {
            setDeleting(false);
            say(t("route.deleted", { key }));
          }}
        />
      )}
    </>
  );
}
