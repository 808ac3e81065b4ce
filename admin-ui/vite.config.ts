import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a gateway. */
const gateway = process.env.TIDEGATE ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/admin/",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "target/dist",
    target: "es2023",
    sourcemap: false,
    assetsInlineLimit: 0,
    // the players are as large as they are, and come on demand
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { "/api": gateway, "/live": { target: gateway, ws: true } } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
