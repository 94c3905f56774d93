/** Security headers of the page and its routes. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Origins } from './origins';

const permissions =
  'camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), browsing-topics=()';

/** No inline script or style, nothing from elsewhere, nothing told to the sites a link leads to. */
export function pageHeaders(publicUrl: string, origins: Origins): RequestHandler[] {
  const { protocol, host } = new URL(publicUrl);
  const secure = protocol === 'https:';
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'blob:'],
          // Older Safari does not count a websocket to the same host as 'self'.
          connectSrc: ["'self'", `${secure ? 'wss' : 'ws'}://${host}`],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: origins.frameAncestors,
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: secure ? { maxAge: 15_552_000 } : false,
      // `frame-ancestors` says it, and can name sites.
      xFrameOptions: false,
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', permissions);
      next();
    },
  ];
}

/** The embedding script is loaded by other sites. */
export const forOtherSites: RequestHandler = (_request, response, next) => {
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};
