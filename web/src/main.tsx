import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { headStart } from "./data/headStart";
import { warmUp } from "./gl/warmUp";
import { pointsPerHead } from "./matrix/pointsPerHead";
import { placeNow, viewOf } from "./state/place";
import { applyTheme } from "./ui/theme";
import "./styles/base.css";
import "./styles/ui.css";
import "./styles/app.css";

applyTheme();
const place = placeNow();
const { job, map, head, heads, points } = place;
if (viewOf(place) === "atlas") headStart(job, map, pointsPerHead(points), head === "" && heads === "");
warmUp();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
