/** Twilio's ids: two letters for the kind, then 32 hexadecimal digits. */
export const isMessageSid = /^(SM|MM)[0-9a-f]{32}$/i;
export const isContentSid = /^HX[0-9a-f]{32}$/i;
export const isAccountSid = /^AC[0-9a-f]{32}$/i;
