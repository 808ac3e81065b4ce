import { Component, type ErrorInfo, type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../design/Button";
import { CopyButton } from "../design/Copy";
import { Empty } from "../design/Panel";
import { Toast } from "../design/Toast";
import { Missing } from "./later";

const AGAIN_MS = 3_000;

interface Props {
  children: ReactNode;
  /** Of something that is small and over the page: it is said there, and this closes it. */
  onClose?: () => void;
  /** Stands where that would be. */
  instead?: ReactNode;
}

interface State {
  id: string | null;
  missing: Missing | null;
}

/** Catches what a screen throws; the frame stays. What did not arrive is asked for until it does. */
export class Boundary extends Component<Props, State> {
  override state: State = { id: null, missing: null };

  static getDerivedStateFromError(failure: unknown): State {
    return failure instanceof Missing
      ? { id: null, missing: failure }
      : { id: Math.random().toString(36).slice(2, 10).toUpperCase(), missing: null };
  }

  override componentDidCatch(failure: unknown, info: ErrorInfo) {
    if (this.state.id !== null) console.error(`error ${this.state.id}`, failure, info.componentStack);
  }

  override componentWillUnmount() {
    this.state.missing?.forget();
  }

  private readonly again = () => {
    this.state.missing?.forget();
    this.setState({ id: null, missing: null });
  };

  override render() {
    const { children, onClose, instead } = this.props;
    const { id, missing } = this.state;
    if (id === null && missing === null) return children;
    if (onClose) {
      return (
        <>
          {instead}
          <Aside missing={missing !== null} onClose={onClose} />
        </>
      );
    }
    return missing ? <Absent missing={missing} onThere={this.again} /> : <Crash id={id ?? ""} />;
  }
}

function Absent({ missing, onThere }: { missing: Missing; onThere: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const wait = () => {
      if (!left) timer = setTimeout(() => missing.load().then(() => !left && onThere(), wait), AGAIN_MS);
    };
    wait();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [missing, onThere]);
  return (
    <Empty title={t("missing.title")}>
      <p role="alert">{t("missing.says")}</p>
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </Empty>
  );
}

function Aside({ missing, onClose }: { missing: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return <Toast onClose={onClose}>{t(missing ? "missing.says" : "crash.title")}</Toast>;
}

function Crash({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Empty title={t("crash.title")}>
      <p role="alert">{t("crash.says")}</p>
      <p className="flex items-center justify-center gap-2">
        <code className="font-mono text-ink">{id}</code>
        <CopyButton text={id} what={t("crash.id")} />
      </p>
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </Empty>
  );
}
