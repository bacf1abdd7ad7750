// What can be told of single pictures of a film without knowing what is in them: their light, and whether all has moved.

// Small grey pictures, in which a tenth of a metre at four metres is about four points.
const WIDTH = 192;
const BLOCKS = [8, 5];
const REACH = 5;
// Levels of grey, of 255.
const DARK = 55;
const GLARE = 250;
const GLARE_SHARE = 0.35;
// A block with less change from point to point than this shows a bare wall; one that fits worse is hidden.
const TEXTURE = 2;
const FITS = 14;
const ENOUGH_BLOCKS = 4;
// So many points all of the picture may shift: 0.7 degrees, where the lens sees 65.
const SHIFTED = 2;

// A picture as grey levels, from a film or a camera that shows one; null where it shows none.
export function greyOf(video, canvas) {
  if (!video.videoWidth) return null;
  const height = Math.max(1, Math.round((WIDTH * video.videoHeight) / video.videoWidth));
  canvas.width = WIDTH;
  canvas.height = height;
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  drawn.drawImage(video, 0, 0, WIDTH, height);
  const colours = drawn.getImageData(0, 0, WIDTH, height).data;
  const grey = new Uint8Array(WIDTH * height);
  for (let k = 0; k < grey.length; k += 1) {
    grey[k] = 0.299 * colours[4 * k] + 0.587 * colours[4 * k + 1] + 0.114 * colours[4 * k + 2];
  }
  return { grey, width: WIDTH, height };
}

// The word for its light.
export function lightOf({ grey }) {
  const sorted = grey.toSorted();
  if (sorted[Math.floor(0.6 * sorted.length)] < DARK) return "film-light-dark";
  if (sorted[Math.floor((1 - GLARE_SHARE) * sorted.length)] >= GLARE) return "film-light-glare";
  return "film-light-good";
}

// How far all of a picture has shifted against another, in points; null where nothing tells.
export function shiftOf(before, now) {
  if (before.width !== now.width || before.height !== now.height) return null;
  const [wide, high] = [Math.floor((before.width - 2 * REACH) / BLOCKS[0]), Math.floor((before.height - 2 * REACH) / BLOCKS[1])];
  if (wide < 8 || high < 8) return null;
  const found = [];
  for (let row = 0; row < BLOCKS[1]; row += 1) {
    for (let column = 0; column < BLOCKS[0]; column += 1) {
      const at = [REACH + column * wide, REACH + row * high];
      if (textureOf(before, at, wide, high) < TEXTURE) continue;
      const best = bestShift(before, now, at, wide, high);
      if (best.off < FITS) found.push(best);
    }
  }
  if (found.length < ENOUGH_BLOCKS) return null;
  // Whoever walks through covers some of the blocks; most show what stands in the room.
  return Math.hypot(middle(found.map((one) => one.dx)), middle(found.map((one) => one.dy)));
}

export const hasMoved = (shift) => shift >= SHIFTED;

function textureOf({ grey, width }, [x0, y0], wide, high) {
  let across = 0;
  let down = 0;
  for (let y = y0; y < y0 + high; y += 1) {
    for (let x = x0; x < x0 + wide; x += 1) {
      const k = y * width + x;
      across += Math.abs(grey[k + 1] - grey[k]);
      down += Math.abs(grey[k + width] - grey[k]);
    }
  }
  // An edge that runs one way only does not tell of a shift along it.
  return Math.min(across, down) / (wide * high);
}

function bestShift(before, now, [x0, y0], wide, high) {
  const { width } = before;
  const levels = levelOf(now, x0, y0, wide, high) - levelOf(before, x0, y0, wide, high);
  let best = { off: Infinity, dx: 0, dy: 0 };
  for (let dy = -REACH; dy <= REACH; dy += 1) {
    for (let dx = -REACH; dx <= REACH; dx += 1) {
      let sum = 0;
      for (let y = y0; y < y0 + high; y += 2) {
        for (let x = x0; x < x0 + wide; x += 2) {
          sum += Math.abs(now.grey[(y + dy) * width + x + dx] - levels - before.grey[y * width + x]);
        }
      }
      const off = sum / (Math.ceil(high / 2) * Math.ceil(wide / 2));
      // Of equals the nearest.
      if (off < best.off - 1e-9 || (off < best.off + 1e-9 && Math.hypot(dx, dy) < Math.hypot(best.dx, best.dy))) best = { off, dx, dy };
    }
  }
  return best;
}

// An exposure that changes makes all of it lighter, and is no shift.
function levelOf({ grey, width }, x0, y0, wide, high) {
  let sum = 0;
  for (let y = y0; y < y0 + high; y += 2) for (let x = x0; x < x0 + wide; x += 2) sum += grey[y * width + x];
  return sum / (Math.ceil(high / 2) * Math.ceil(wide / 2));
}

function middle(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
