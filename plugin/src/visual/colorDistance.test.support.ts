/** How different two colours look: Euclidean distance in OKLab (Ottosson 2020), 0 to about 1. */

/** @param a #rrggbb @param b #rrggbb */
export function colorDistance(a: string, b: string): number {
  const [one, other] = [okLab(a), okLab(b)];
  return Math.hypot(...one.map((part, index) => part - other[index]!));
}

function okLab(hex: string): [lightness: number, a: number, b: number] {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
