import { expect, it } from "vitest";
import { pointsPerHead } from "../../src/matrix/pointsPerHead";

it("PointsPerHead_WhatTheGatewayTakes_IsKeptAndWholeAtMostAHundredThousand", () => {
  expect(["100", "2500.7", "100000", "1e9"].map(pointsPerHead)).toEqual([100, 2500, 100_000, 100_000]);
});

it("PointsPerHead_TooFewOrNoNumber_IsTheUsual", () => {
  for (const text of ["", "0", "-5", "2", "99", "abc", "NaN", "-Infinity"]) expect(pointsPerHead(text)).toBe(2000);
});
