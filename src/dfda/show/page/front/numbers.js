/**
 * The functions of Math that many modules need, by short names.
 */
const { abs, acos, atan2, ceil, cos, floor, fround, hypot, log10, log2, max, min, round, sign: signOf, sin } = Math;
const { isFinite } = Number;
export { abs, acos, atan2, ceil, cos, floor, fround, hypot, isFinite, log10, log2, max, min, round, signOf, sin };
