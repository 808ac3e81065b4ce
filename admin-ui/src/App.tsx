import { useQueryClient } from "@tanstack/react-query";
import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ApiError, type Me, api, onLoggedOut, setCsrf, taken } from "./api/client";
import { Button } from "./design/Button";
import { Toast } from "./design/Toast";
import { Boundary } from "./frame/Boundary";
import { Frame } from "./frame/Frame";
import { later } from "./frame/later";
import { LiveProvider } from "./live/context";
import { Gate } from "./session/Gate";
import { SessionContext } from "./session/context";
import { logOut as signOut } from "./session/logOut";
import { setupStep } from "./session/setupStep";

const FirstBoot = later(() => import("./session/FirstBoot"));
const SignIn = later(() => import("./session/SignIn"));

type Where =
  | { at: "asking" }
  | { at: "unreachable" }
  | { at: "setup"; local: Me | undefined; made: Me | undefined }
  | { at: "signIn"; ended: boolean }
  | { at: "in"; me: Me };

/** Kept for this tab: whoever goes on without a user is not asked at each reload. */
const LATER = "tidegate.setup-later";

/** Somebody signed in with this browser: without it there is nobody to ask for, which browsers log as an error. */
const SIGNED_IN = "tidegate.signed-in";

async function who(): Promise<Me | undefined> {
  try {
    return await taken(api.GET("/me"));
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 401) return undefined;
    throw failure;
  }
}

async function ask(): Promise<Where> {
  const setup = await taken(api.GET("/setup"));
  const me = setup.needed || localStorage.getItem(SIGNED_IN) || setupStep.get() > 2 ? await who() : undefined;
  if (setup.needed && !(me && sessionStorage.getItem(LATER))) return { at: "setup", local: me, made: undefined };
  if (me && !setup.needed && setupStep.get() > 2) return { at: "setup", local: undefined, made: me };
  return me ? { at: "in", me } : { at: "signIn", ended: false };
}

export function App() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [where, setWhere] = useState<Where>({ at: "asking" });
  const find = useCallback(() => {
    ask().then(setWhere, () => setWhere({ at: "unreachable" }));
  }, []);
  useEffect(find, [find]);
  /** Whoever signs out himself needs not be told. */
  const goes = useRef(false);
  /** Signing out did not arrive: the cookie still holds. */
  const [stays, setStays] = useState(false);
  const navigate = useNavigate();
  const enter = useCallback(
    (me: Me, path?: string) => {
      goes.current = false;
      setStays(false);
      if (me.login) localStorage.setItem(SIGNED_IN, "1");
      if (path) navigate(path);
      setWhere({ at: "in", me });
    },
    [navigate],
  );
  const leave = useCallback(() => {
    const ended = !goes.current;
    setCsrf(null);
    setStays(false);
    localStorage.removeItem(SIGNED_IN);
    queries.clear();
    setWhere((now) => (now.at === "in" ? { at: "signIn", ended } : now));
  }, [queries]);
  useEffect(() => onLoggedOut(leave), [leave]);
  if (where.at === "in") {
    setCsrf(where.me.csrf);
    const logOut = () => {
      goes.current = true;
      setStays(false);
      void signOut(() => taken(api.POST("/logout")), {
        left: leave,
        stays: () => {
          goes.current = false;
          setStays(true);
        },
      });
    };
    return (
      <SessionContext value={{ me: where.me, logOut }}>
        {where.me.role === "publisher" ? (
          <Gate title={t("session.signIn")}>
            <p>{t("session.noUse")}</p>
            <Button onClick={logOut}>{t("user.logOut")}</Button>
          </Gate>
        ) : (
          <LiveProvider session={`${where.me.name} ${where.me.login ?? ""}`} onLoggedOut={leave}>
            <Frame />
          </LiveProvider>
        )}
        {stays && <Toast onClose={() => setStays(false)}>{t("session.stays")}</Toast>}
      </SessionContext>
    );
  }
  if (where.at === "setup") {
    const { local, made } = where;
    if (made) setCsrf(made.csrf);
    const skip = local && (() => {
      sessionStorage.setItem(LATER, "1");
      enter(local);
    });
    return (
      <Boundary key="setup">
        <Suspense>
          <FirstBoot me={made} onIn={enter} onLater={skip} onDone={find} />
        </Suspense>
      </Boundary>
    );
  }
  if (where.at === "signIn") {
    return (
      <Boundary key="signIn">
        <Suspense>
          <SignIn ended={where.ended} onIn={enter} />
        </Suspense>
      </Boundary>
    );
  }
  return (
    <Gate title="Tidegate">
      {where.at === "asking" ? (
        <p role="status">{t("session.checking")}</p>
      ) : (
        <>
          <p role="alert">{t("problem.unreachable")}</p>
          <Button onClick={find}>{t("retry")}</Button>
        </>
      )}
    </Gate>
  );
}
