/** Photos are made smaller before they go: the connection is poor, and what a camera adds (where, when) stays here. */
const longestSide = 2000;

/** @returns a JPEG, or the file itself when it is no picture this browser can read. */
export async function smaller(file) {
  if (!file.type.startsWith('image/')) return file;
  try {
    const picture = await readPicture(file);
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext('2d');
    // A JPEG has no transparency: without this a scan on nothing turns black.
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82));
    return blob || file;
  } catch {
    return file;
  }
}

function readPicture(file) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    const url = URL.createObjectURL(file);
    picture.onload = () => {
      resolve(picture);
      URL.revokeObjectURL(url);
    };
    picture.onerror = () => {
      reject(new Error('not a picture'));
      URL.revokeObjectURL(url);
    };
    picture.src = url;
  });
}

/** @returns 'sent', 'try-later', or the reason why the server does not take it. */
export async function upload(id, blob, token) {
  try {
    const response = await fetch('/chat/media', {
      method: 'POST',
      credentials: 'omit',
      headers: {
        Authorization: `Bearer ${token}`,
        'X-Upload-Id': id,
        'Content-Type': blob.type || 'application/octet-stream',
      },
      body: blob,
    });
    if (response.ok) return 'sent';
    return { 413: 'too-large', 415: 'kind-not-kept' }[response.status] || 'try-later';
  } catch {
    return 'try-later';
  }
}
