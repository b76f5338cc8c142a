import { Component, type ReactNode } from "react";
import { type Failure, failureOf } from "../api/failure";
import { FailureNote } from "./FailureNote";

/** A part of the page that cannot be loaded or drawn says so in its place; the rest stays. */
export class Boundary extends Component<{ children: ReactNode }, { failure?: Failure }> {
  static getDerivedStateFromError = (error: unknown) => ({ failure: failureOf(error) });
  override state: { failure?: Failure } = {};

  override render() {
    const { failure } = this.state;
    return failure ? <FailureNote failure={failure} retry={reload} /> : this.props.children;
  }
}

/** The address holds all of the view. While the gateway is away, to load anew would lead to the browser's own page of errors. */
async function reload(): Promise<void> {
  const there = await fetch("/", { cache: "no-store" }).catch(() => undefined);
  if (there?.ok) location.reload();
}
