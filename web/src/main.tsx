import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { warmUp } from "./gl/warmUp";
import { applyTheme } from "./ui/theme";
import "./styles/base.css";
import "./styles/ui.css";
import "./styles/app.css";

applyTheme();
warmUp();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
