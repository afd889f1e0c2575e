/**
 * The functions of Math that pictures need, by short names.
 */
const { abs, acos, atan2, ceil, cos, floor, hypot, log10, max, min, round, sign: signOf, sin } = Math;
const { isFinite } = Number;
export { abs, acos, atan2, ceil, cos, floor, hypot, isFinite, log10, max, min, round, signOf, sin };
