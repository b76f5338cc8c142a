import { defineConfig } from "vite";

// The script of an exported head: one file, put into the page that is exported.
export default defineConfig({
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2023",
    outDir: "dist/offline",
    emptyOutDir: true,
    lib: { entry: "src/offline/main.tsx", formats: ["iife"], name: "AttentionVizHead", fileName: () => "viewer.js" },
  },
});
