import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a gateway. */
const gateway = process.env.TIDEGATE ?? "http://127.0.0.1:8080";

/** `words.LANGUAGE.json?title` is the name of a screen without the rest of its words, `?cause` what it calls causes. */
const parts: Plugin = {
  name: "parts-of-words",
  enforce: "pre",
  load: (id) => {
    const [, file, part] = /^(.+\.json)\?(title|cause)$/.exec(id) ?? [];
    if (!file || !part) return null;
    const words = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    return { code: `export const ${part} = ${JSON.stringify(words[part])};`, moduleType: "js" };
  },
};

export default defineConfig({
  base: "/admin/",
  plugins: [parts, react(), tailwindcss()],
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
