const STEP = "tidegate.setup-step";

/** How far the set-up in this tab is: 1 language, 2 administrator, 3 certificate, 4 cluster, 5 first camera. */
export const setupStep = {
  /** 1 where it has not begun. */
  get: () => Number(sessionStorage.getItem(STEP)) || 1,
  set: (step: number) => sessionStorage.setItem(STEP, String(step)),
  forget: () => sessionStorage.removeItem(STEP),
};
