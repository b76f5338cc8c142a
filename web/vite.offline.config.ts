import { defineConfig } from "vite";

// The script of an exported head: one file, put into the page that is exported.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2023",
    outDir: "dist/offline",
    emptyOutDir: true,
    lib: { entry: "src/offline/main.ts", formats: ["iife"], name: "AttentionVizHead", fileName: () => "viewer.js" },
  },
});
