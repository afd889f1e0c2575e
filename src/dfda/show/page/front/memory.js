/**
 * What was found before is not found again.
 */

/** What is known about a key; made now where it is not known.
 * @template K @template V
 * @param {{has: (key: K) => boolean, get: (key: K) => V | undefined, set: (key: K, value: V) => unknown}} known
 * @param {K} key @param {() => V} make @returns {V} */
export const remembered = (known, key, make) => {
  if (!known.has(key)) known.set(key, make());
  return /** @type {V} */ (known.get(key));
};
