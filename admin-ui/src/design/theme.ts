export const themes = ["dark", "light", "contrast"] as const;
export type Theme = (typeof themes)[number];

const stored = "tidegate.theme";

export function theme(): Theme {
  const kept = localStorage.getItem(stored);
  return themes.find((one) => one === kept) ?? "dark";
}

export function startTheme() {
  document.documentElement.dataset.theme = theme();
}

export function wear(chosen: Theme) {
  localStorage.setItem(stored, chosen);
  document.documentElement.dataset.theme = chosen;
}
