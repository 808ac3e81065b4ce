import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a gateway. */
const gateway = process.env.TIDEGATE ?? "http://127.0.0.1:8080";

/** `words.LANGUAGE.json?title` is the name of a screen without the rest of its words. */
const titles: Plugin = {
  name: "titles",
  enforce: "pre",
  load: (id) => {
    const [, file] = /^(.+\.json)\?title$/.exec(id) ?? [];
    if (!file) return null;
    const { title } = JSON.parse(readFileSync(file, "utf8")) as { title: string };
    return { code: `export const title = ${JSON.stringify(title)};`, moduleType: "js" };
  },
};

export default defineConfig({
  base: "/admin/",
  plugins: [titles, react(), tailwindcss()],
  build: {
    outDir: "target/dist",
    target: "es2023",
    sourcemap: false,
    assetsInlineLimit: 0,
    // the players are as large as they are, and come on demand
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // the words of a screen are named after it
        chunkFileNames: ({ facadeModuleId }) => {
          const [, screen, language] = /screens\/(\w+)\/words\.([\w-]+)\.json$/.exec(facadeModuleId ?? "") ?? [];
          return screen ? `assets/words-${screen}-${language}-[hash].js` : "assets/[name]-[hash].js";
        },
      },
    },
  },
  server: { proxy: { "/api": gateway, "/live": { target: gateway, ws: true } } },
  // a busy machine is slow
  test: { include: ["test/**/*.test.ts"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
});
