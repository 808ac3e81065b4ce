// The three themes, one after the other.

const themes = ["Light", "High contrast", "Dark"];

export async function wear(page, theme) {
  await page.getByRole("button", { name: /User menu/ }).click();
  await page.getByRole("menuitemradio", { name: theme }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
}

export async function everyTheme(page, axe, what) {
  for (const theme of themes) {
    await wear(page, theme);
    await axe(`${what}, ${theme}`);
  }
}
