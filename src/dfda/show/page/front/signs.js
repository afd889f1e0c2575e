/**
 * When two texts are surely one formula; where that is not sure, they are two.
 */
import { plainMinus } from "./rational.js";

const SIGN = /(\d+\.?\d*|\.\d+)(e[-+−]?\d+)?|[a-z]\w*|⁻?[⁰¹²³⁴-⁹]+|[<>=!]=|\S/gi;

/** The signs of a formula as Python reads them: 2*3a is not 23a, nor 1e -5 the same as 1e-5. Other
 * ways to write one sign are taken as one where nothing around it can change what it means.
 * @param {string} text */
export const signsOf = (text) =>
  plainMinus((text.replaceAll("**", "^").match(SIGN) ?? []).join(" "))
    .replace(/[·×⋅]/g, "*")
    .replace(/ ²(?=$| [-+*/),])/g, " ^ 2")
    .replace(/(^|[(,] )([\d.]+) \* (?=[a-z])/gi, "$1$2 ");
