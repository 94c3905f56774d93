/**
 * The line to the server: a websocket, or polling where networks do not let websockets through. Says what the person
 * said one by one until each is received, and asks for everything after the last message the page has.
 */
import { upload } from './files.js';
import { files, save, state } from './state.js';

const openMs = 8_000;
const receivedMs = 15_000;
/** The server says something every 25 seconds. */
const silentMs = 60_000;
/** A poll is answered within 25 seconds. */
const pollMs = 45_000;
const longestWait = 30_000;

const headers = (token) => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const json = (path, options) => fetch(path, { credentials: 'omit', ...options });

export class Line {
  /** @param told { onState(name), onFrame(frame), onRefused(entry, code) } */
  constructor(told) {
    this.told = told;
    this.running = false;
    this.socket = null;
    this.poll = null;
    this.ready = false;
    this.flying = null;
    this.failures = 0;
    this.polling = false;
    this.timers = {};
    this.heard = 0;
    window.addEventListener('online', () => this.now());
    window.addEventListener('offline', () => this.lost(true));
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.check();
    });
    setInterval(() => this.check(), 10_000);
  }

  /** Without a secret there is nothing to fetch: the line opens with the first message. */
  start() {
    if (this.running || (!state.token && !this.pending())) return;
    this.running = true;
    this.connect();
  }

  stop() {
    this.running = false;
    this.hangUp();
    clearTimeout(this.timers.retry);
  }

  /** Something new to say. */
  nudge() {
    if (!this.running) this.start();
    else if (this.ready) this.pump();
    else this.now();
  }

  seen(sequence) {
    if (this.socket && this.ready) this.socket.send(JSON.stringify({ type: 'seen', sequence }));
  }

  pending() {
    return state.entries.find((entry) => entry.frame && (!entry.file || files.has(entry.id)));
  }

  now() {
    if (!this.running || this.socket || this.poll) return;
    clearTimeout(this.timers.retry);
    this.connect();
  }

  check() {
    if (!this.running) return;
    if (!this.socket) return this.now();
    if (this.ready && Date.now() - this.heard > silentMs) this.lost();
  }

  connect() {
    this.told.onState(navigator.onLine === false ? 'offline' : 'connecting');
    if (this.polling) this.openPoll();
    else this.openSocket();
  }

  hangUp() {
    const { socket, poll } = this;
    this.socket = null;
    this.poll = null;
    this.ready = false;
    this.flying = null;
    clearTimeout(this.timers.open);
    clearTimeout(this.timers.flying);
    if (socket) socket.close();
    if (poll) poll.abort();
  }

  /** @param away the device says that it has no network: it will say when it has. */
  lost(away = false) {
    if (!this.running) return;
    // Websockets that never get through: the other way next time, and back again when that fails, too.
    if (!this.ready && !away && navigator.onLine !== false) {
      this.failures += 1;
      if (this.failures % 2 === 0) this.polling = !this.polling;
    }
    this.hangUp();
    this.told.onState('offline');
    const wait = Math.min(longestWait, 500 * 2 ** Math.min(this.failures, 6)) * (0.75 + Math.random() / 2);
    clearTimeout(this.timers.retry);
    this.timers.retry = setTimeout(() => this.now(), wait);
  }

  isReady() {
    this.ready = true;
    this.failures = 0;
    this.told.onState('connected');
    this.pump();
  }

  openSocket() {
    let socket;
    try {
      socket = new WebSocket(
        `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat/socket`,
      );
    } catch {
      return this.lost();
    }
    this.socket = socket;
    this.timers.open = setTimeout(() => this.lost(), openMs);
    socket.onopen = () => {
      const { token, after, epoch } = state;
      socket.send(JSON.stringify({ type: 'hello', token, after, epoch }));
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.heard = Date.now();
      this.take(JSON.parse(event.data));
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  take(frame) {
    if (frame.type === 'welcome') {
      clearTimeout(this.timers.open);
      if (frame.token) state.token = frame.token;
      save();
      this.isReady();
    } else if (frame.type === 'received') this.landed(frame);
    else if (frame.type === 'refused') this.refused(frame.code);
    // Our own frame was wrong: it would be wrong the next time, too.
    else if (frame.type === 'error' && this.flying) this.giveUp(frame.code);
    else this.told.onFrame(frame);
  }

  async openPoll() {
    const poll = new AbortController();
    this.poll = poll;
    try {
      if (!state.token) {
        const made = await json('/chat/token', { method: 'POST', signal: poll.signal });
        if (!made.ok) throw new Error('no token');
        state.token = (await made.json()).token;
        save();
      }
      for (let wait = 0; this.poll === poll; wait = 25) {
        this.timers.open = setTimeout(() => this.lost(), pollMs);
        const asked = Date.now();
        const epoch = state.epoch ? `&epoch=${state.epoch}` : '';
        const options = { headers: headers(state.token), signal: poll.signal };
        const response = await json(`/chat/messages?after=${state.after}&wait=${wait}${epoch}`, options);
        if (!response.ok) throw new Error('no messages');
        const news = await response.json();
        if (this.poll !== poll) return;
        clearTimeout(this.timers.open);
        if (!this.ready) this.isReady();
        if (news.gone) this.told.onFrame({ type: 'gone' });
        for (const message of news.messages) this.told.onFrame(message);
        // A server that cannot hold polls now answers at once: it is not asked without pause.
        if (wait > 0 && news.messages.length === 0 && Date.now() - asked < 1000) await pause(5_000);
      }
    } catch {
      if (this.poll === poll) this.lost();
    }
  }

  /** One at a time: what was said first arrives first. */
  async pump() {
    const entry = this.pending();
    if (!this.ready || this.flying || !entry) return;
    this.flying = entry;
    const file = files.get(entry.id);
    if (file && !file.uploaded) {
      const outcome = await upload(entry.frame.media[0], file.blob, state.token);
      if (this.flying !== entry) return;
      if (outcome === 'try-later') return this.refused(outcome);
      if (outcome !== 'sent') return this.giveUp(outcome);
      file.uploaded = true;
    }
    this.timers.flying = setTimeout(() => this.lost(), receivedMs);
    if (this.socket) this.socket.send(JSON.stringify(entry.frame));
    else this.post(entry);
  }

  async post(entry) {
    try {
      const body = JSON.stringify(entry.frame);
      const response = await json('/chat/messages', { method: 'POST', headers: headers(state.token), body });
      const answer = await response.json();
      if (this.flying !== entry) return;
      if (response.ok) this.landed({ id: answer.received, epoch: answer.epoch });
      else if (response.status === 400) this.giveUp(answer.error.code);
      else this.refused(answer.error.code);
    } catch {
      if (this.flying === entry) this.lost();
    }
  }

  landed({ id, epoch }) {
    const entry = state.entries.find((one) => one.id === id);
    if (entry) {
      delete entry.frame;
      delete entry.sent;
      entry.status = 'received';
    }
    this.told.onFrame({ type: 'received', entry, epoch });
    this.next(0);
  }

  refused(code) {
    if (code === 'upload-gone' && this.flying) {
      const file = files.get(this.flying.id);
      if (!file) return this.giveUp(code);
      file.uploaded = false;
    }
    this.next(code === 'upload-gone' ? 0 : 4000);
  }

  giveUp(code) {
    const entry = this.flying;
    delete entry.frame;
    entry.status = 'failed';
    this.told.onRefused(entry, code);
    this.next(0);
  }

  next(wait) {
    this.flying = null;
    clearTimeout(this.timers.flying);
    setTimeout(() => this.pump(), wait);
  }
}
