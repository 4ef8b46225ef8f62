// Makes a photo small enough to send from a cellar: redrawn at most 2048 pixels long, as JPEG. Redrawing also
// leaves behind where and when it was taken. What is no picture, or cannot be redrawn here, stays as it is.

const longest = 2048;
const enough = 700_000; // bytes

async function redrawn(image, side, quality) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff'; // behind what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
}

export async function smaller(file) {
  if (!file.type.startsWith('image/')) return file;
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return file;
  let best = null;
  for (const [side, quality] of [[longest, 0.82], [longest, 0.65], [1600, 0.65], [1200, 0.6]]) {
    best = (await redrawn(image, side, quality)) ?? best;
    if (best && best.size <= enough) break;
  }
  image.close();
  return best ?? file;
}

// thumbnail is the picture as a small data URL; empty for what is no picture.
export async function thumbnail(blob) {
  const image = blob.type.startsWith('image/') && (await createImageBitmap(blob).catch(() => null));
  if (!image) return '';
  const small = await redrawn(image, 160, 0.6);
  image.close();
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => done('');
    reader.readAsDataURL(small);
  });
}
