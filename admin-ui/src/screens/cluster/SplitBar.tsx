import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Notice } from "../../design/Notice";

/** Over every screen while the cluster is split. */
export default function SplitBar() {
  const { t } = useTranslation();
  return (
    <div className="mb-4" data-split>
      <Notice kind="bad" alert>
        <div className="flex flex-wrap items-center gap-x-4">
          <span>
            <b className="font-semibold">{t("cluster.split")}</b> {t("cluster.splitBar")}
          </span>
          <Link to="/cluster" className="inline-flex min-h-6 items-center text-accent underline">
            {t("cluster.see")}
          </Link>
        </div>
      </Notice>
    </div>
  );
}
