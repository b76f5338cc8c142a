import type { ConfigEnv } from "vite";

/** What is built is for users, whatever the environment of who builds it says: "development" or "test" would make another, larger page. */
export function buildForUsers({ command }: ConfigEnv): void {
  if (command === "build") process.env.NODE_ENV = "production";
}
