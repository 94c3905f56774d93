/** Where the person writes, attaches, speaks. */
import { config, t } from './config.js';
import { byId } from './dom.js';
import { smaller } from './files.js';
import { prepareVoice } from './voice.js';

/** @param does { write(text), file(blob, kind), failed(text) } */
export function prepareComposer(does) {
  const text = byId('text');
  const voiceCanBe = Boolean(window.MediaRecorder && navigator.mediaDevices);
  const grow = () => {
    text.style.height = '';
    if (text.value !== '') text.style.height = `${text.scrollHeight + 2}px`;
    // One button beside the text: to speak while it is empty, else to send.
    const empty = text.value.trim() === '';
    byId('voice').hidden = !voiceCanBe || !empty;
    byId('send').hidden = voiceCanBe && empty;
  };
  const send = () => {
    const words = text.value.trim().slice(0, config.limits.textLength || 4000);
    if (words === '') return text.focus();
    text.value = '';
    grow();
    does.write(words);
    text.focus();
  };
  text.addEventListener('input', grow);
  text.addEventListener('keydown', (event) => {
    // While a word is being composed, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  byId('file').addEventListener('change', async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (!file) return;
    const blob = await smaller(file);
    if (blob.size > (config.limits.uploadBytes || 0)) return does.failed(t('too-large'));
    does.file(blob, blob.type.startsWith('image/') ? 'photo' : 'document');
  });
  prepareVoice({ send: (blob) => does.file(blob, 'voice'), failed: does.failed });
  grow();
}

/** Which municipality is meant needs no doorstep: three decimals are a hundred metres. */
export function locate(found, failed) {
  if (!navigator.geolocation) return failed(t('location-failed'));
  const round = (degrees) => Math.round(degrees * 1000) / 1000;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => found({ latitude: round(coords.latitude), longitude: round(coords.longitude) }),
    () => failed(t('location-failed')),
    { timeout: 15_000, maximumAge: 600_000 },
  );
}
