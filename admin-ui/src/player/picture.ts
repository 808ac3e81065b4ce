const WIDTH = 16;
const HEIGHT = 9;

/** Brighter than this, of 255, nothing is in a black picture; noise and coding leave a little. */
const DARK = 24;

/** Whether anything was drawn: a video that is not decoded yet draws nothing. */
export const isDrawn = (pixels: ArrayLike<number>) => (pixels[3] ?? 0) > 0;

/**
 * Whether nothing is to be seen: a lens cap, a dead sensor, a feed of black.
 *
 * @param pixels red, green, blue and alpha of each
 */
export function isBlack(pixels: ArrayLike<number>): boolean {
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    if (Math.max(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) > DARK) return false;
  }
  return pixels.length > 0;
}

/** The picture made small, for a look at its colours. */
export function pixelsOf(video: HTMLVideoElement): ArrayLike<number> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || video.videoWidth === 0) return [];
  context.drawImage(video, 0, 0, WIDTH, HEIGHT);
  return context.getImageData(0, 0, WIDTH, HEIGHT).data;
}
