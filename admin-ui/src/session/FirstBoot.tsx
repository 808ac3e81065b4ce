import { type FormEvent, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Me, api, setCsrf, taken } from "../api/client";
import { Button } from "../design/Button";
import { Field } from "../design/Field";
import { Notice } from "../design/Notice";
import { Skeleton } from "../design/Panel";
import { later } from "../frame/later";
import { type Language, languages, learn, speak, useFormat } from "../i18n";
import { Failure } from "./Failure";
import { Connection, FirstCamera } from "./FirstSteps";
import { Gate } from "./Gate";
import { setupStep } from "./setupStep";

const STEPS = 5;
const SHORTEST = 10;

const FirstJoin = later(async () => (await Promise.all([import("../screens/cluster/FirstJoin"), learn(["cluster"])]))[0]);

interface Props {
  /** Who has made himself the administrator, and has steps to go. */
  me: Me | undefined;
  /** @param path of the screen to begin with */
  onIn: (me: Me, path?: string) => void;
  /** Goes on without a user; there for whoever is at this machine. */
  onLater: (() => void) | undefined;
  /** There are users already. */
  onDone: () => void;
}

/** Language, code and administrator, certificate, cluster, first camera. The step outlives a reload; what is typed does not. */
export default function FirstBoot({ me, onIn, onLater, onDone }: Props) {
  const { t } = useTranslation();
  const [administrator, setAdministrator] = useState(me);
  const [step, setStep] = useState(() => (me ? Math.max(3, setupStep.get()) : Math.min(2, setupStep.get())));
  const go = (to: number) => {
    setupStep.set(to);
    setStep(to);
  };
  const done = (who: Me, path: string) => {
    setupStep.forget();
    onIn(who, path);
  };
  const made = (who: Me) => {
    setCsrf(who.csrf);
    setAdministrator(who);
    go(3);
  };
  return (
    <Gate title={t("setup.title")}>
      <p className="text-soft">{t("setup.step", { step, steps: STEPS })}</p>
      {step === 1 && <Languages onNext={() => go(2)} />}
      {step === 2 && <Administrator onBack={() => go(1)} onIn={made} onDone={onDone} />}
      {step === 3 && <Connection onNext={() => go(4)} />}
      {step === 4 && administrator && (
        <Suspense fallback={<Skeleton className="h-40" />}>
          <FirstJoin onAlone={() => go(5)} onJoined={() => done(administrator, "/cluster")} />
        </Suspense>
      )}
      {step === 5 && administrator && <FirstCamera onDone={(path) => done(administrator, path)} />}
      {onLater && step < 3 && (
        <div className="space-y-2 border-t border-line pt-4">
          <p className="text-sm text-soft">{t("setup.laterSays")}</p>
          <Button kind="quiet" onClick={onLater}>
            {t("setup.later")}
          </Button>
        </div>
      )}
    </Gate>
  );
}

function Languages({ onNext }: { onNext: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <fieldset className="space-y-2">
        <legend className="mb-1 font-medium">{t("setup.languageTitle")}</legend>
        {Object.entries(languages).map(([code, name]) => (
          <label key={code} className="flex min-h-10 items-center gap-3 rounded-md border border-line px-3">
            <input
              type="radio"
              name="language"
              className="size-4 accent-accent"
              checked={i18n.language === code}
              onChange={() => speak(code as Language)}
            />
            <span lang={code}>{name}</span>
          </label>
        ))}
      </fieldset>
      <p className="text-sm text-soft">{t("setup.languageSays")}</p>
      <Button type="submit" kind="primary" className="w-full">
        {t("setup.next")}
      </Button>
    </form>
  );
}

function Administrator({ onBack, onIn, onDone }: { onBack: () => void; onIn: (me: Me) => void; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [draft, setDraft] = useState({ code: "", user: "admin", password: "", repeat: "" });
  const [problems, setProblems] = useState<Record<string, ReactNode>>({});
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const bind = (name: keyof typeof draft) => ({
    name,
    value: draft[name],
    problem: problems[name],
    required: true,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });

  function failed(failure: unknown) {
    if (failure instanceof ApiError && failure.status === 403) {
      setProblems({ code: t("setup.wrongCode") });
    } else if (failure instanceof ApiError && failure.status === 409) {
      onDone();
    } else if (failure instanceof ApiError && failure.status === 429) {
      setWait(failure.retryAfter ?? 30);
    } else if (failure instanceof ApiError && failure.problem?.errors) {
      setProblems(Object.fromEntries(failure.problem.errors.map((one) => [one.field, <span lang="en">{one.detail}</span>])));
    } else {
      setProblems({ all: <Failure of={failure} /> });
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { code, user, password, repeat } = draft;
    if (password.length < SHORTEST) return setProblems({ password: t("setup.short") });
    if (password !== repeat) return setProblems({ repeat: t("setup.differs") });
    setBusy(true);
    setProblems({});
    try {
      await taken(api.POST("/setup", { body: { code: code.trim(), user: user.trim(), password } }));
      onIn(await taken(api.POST("/login", { body: { user: user.trim(), password } })));
    } catch (failure) {
      failed(failure);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="space-y-4">
      <h2>{t("setup.adminTitle")}</h2>
      <p className="text-soft">{t("setup.adminSays")}</p>
      <Field label={t("setup.code")} hint={t("setup.codeHint")} autoComplete="off" autoCapitalize="characters" {...bind("code")} />
      <Field label={t("setup.user")} hint={t("setup.userHint")} autoComplete="username" autoCapitalize="none" {...bind("user")} />
      <Field label={t("setup.password")} hint={t("setup.passwordHint")} type="password" autoComplete="new-password" {...bind("password")} />
      <Field label={t("setup.repeat")} type="password" autoComplete="new-password" {...bind("repeat")} />
      {problems.all && (
        <Notice kind="bad" alert>
          {problems.all}
        </Notice>
      )}
      {wait > 0 && (
        <div data-wait={wait}>
          <Notice kind="warn">
            <span role="alert">{t("setup.tooMany")}</span> <span aria-live="off">{t("setup.waits", { span: format.span(wait * 1000) })}</span>
          </Notice>
        </div>
      )}
      <div className="flex gap-2">
        <Button onClick={onBack}>{t("setup.back")}</Button>
        <Button type="submit" kind="primary" disabled={busy || wait > 0} className="grow">
          {t("setup.finish")}
        </Button>
      </div>
    </form>
  );
}
