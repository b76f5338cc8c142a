import { defineConfig, type Plugin } from "vite";
import { buildForUsers } from "./vite.production";

/** Components of the page bring style sheets for its own build; this script carries all of its styles itself. */
const withoutStyleSheets: Plugin = {
  name: "without-style-sheets",
  enforce: "post",
  generateBundle: (_, bundle) => {
    for (const name of Object.keys(bundle)) if (name.endsWith(".css")) delete bundle[name];
  },
};

// The script of an exported head: one file, put into the page that is exported.
export default defineConfig((env) => {
  buildForUsers(env);
  return {
    publicDir: false,
    plugins: [withoutStyleSheets],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2023",
      outDir: "dist/offline",
      emptyOutDir: true,
      lib: { entry: "src/offline/main.tsx", formats: ["iife"], name: "AttentionVizHead", fileName: () => "viewer.js" },
    },
  };
});
