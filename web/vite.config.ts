import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { buildForUsers } from "./vite.production";

// While developing, calls go to a gateway of this machine: `attentionviz serve`.
const gateway = process.env.ATTENTIONVIZ_GATEWAY ?? "http://127.0.0.1:5051";

export default defineConfig((env) => {
  buildForUsers(env);
  return {
    plugins: [react()],
    build: {
      target: "es2023",
      // Inlined files would need `data:` in places where the page's policy has none.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      proxy: Object.fromEntries(["/attentionviz.v1.", "/v1/"].map((path) => [path, gateway])),
    },
  };
});
