// Makes a photo small before its form sends it.

import { smaller } from './photo.js';

for (const input of document.querySelectorAll('input[data-shrink]')) {
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (!file) return;
    const chosen = new DataTransfer();
    chosen.items.add(new File([await smaller(file)], 'photo.jpg', { type: 'image/jpeg' }));
    input.files = chosen.files;
  });
}
