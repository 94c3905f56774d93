/** Voice notes: one tap to speak, one to send. */
import { t } from './config.js';
import { byId } from './dom.js';

const longestSeconds = 120;
const types = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** @param {{ send(blob: Blob): void, failed(text: string): void }} handlers */
export function prepareVoice({ send, failed }) {
  if (!window.MediaRecorder || !navigator.mediaDevices) return;
  byId('voice').hidden = false;
  let recorder = null;
  let ticking = 0;
  let keep = false;

  const show = (recording) => {
    byId('composer').classList.toggle('recording', recording);
    byId('recorder').hidden = !recording;
    byId(recording ? 'voice-stop' : 'voice').focus();
  };
  const stop = (andSend) => {
    keep = andSend;
    clearInterval(ticking);
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    show(false);
  };
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
      recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24_000 });
      const pieces = [];
      recorder.ondataavailable = (event) => pieces.push(event.data);
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        if (keep) send(new Blob(pieces, { type: recorder.mimeType }));
      };
      recorder.start();
      show(true);
      count();
    } catch {
      failed(t('voice-failed'));
    }
  };
  const count = () => {
    let seconds = 0;
    const tick = () => {
      byId('seconds').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      if (seconds >= longestSeconds) stop(true);
      seconds += 1;
    };
    tick();
    ticking = setInterval(tick, 1000);
  };

  byId('voice').addEventListener('click', start);
  byId('voice-stop').addEventListener('click', () => stop(true));
  byId('voice-cancel').addEventListener('click', () => stop(false));
}
