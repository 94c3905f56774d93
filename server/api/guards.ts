/** What stands before every handler: who asks, from where, how often. */
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { type NewSession, sessionLimits, type Viewer } from './accounts';
import type { ApiContext } from './context';
import { ApiError } from './errors';
import type { Route } from './route';
import { hashToken, sameToken } from './tokens';

export const sessionCookie = 'passerelle_session';
export const csrfHeader = 'x-csrf-token';

const windowMs = 15 * 60_000;
/** Failed attempts in a quarter of an hour: from one address (an office shares one), and for one account. */
const most = { address: 30, account: 10 } as const;

/**
 * @returns the viewer, or null on a public route.
 * @throws ApiError `signed-out`, `other-origin`, `wrong-token`.
 */
export async function admit(request: Request, route: Route, context: ApiContext): Promise<Viewer | null> {
  const changes = route.method !== 'get';
  if (changes) checkOrigin(request, context.publicUrl);
  if (route.roles === 'public') return null;
  const viewer = await viewerOf(request, context);
  if (!viewer) throw new ApiError('signed-out');
  if (changes && !sameToken(viewer.session.csrf, request.get(csrfHeader) ?? ''))
    throw new ApiError('wrong-token');
  return viewer;
}

export async function viewerOf(request: Request, { accounts }: ApiContext): Promise<Viewer | null> {
  const token = cookieOf(request.get('cookie'), sessionCookie);
  return token ? accounts.find(token) : null;
}

/** A browser names the page a change comes from; other programs need not. */
function checkOrigin(request: Request, publicUrl: string): void {
  const origin = request.get('origin');
  if (origin === undefined) return;
  const ours = [new URL(publicUrl).origin, `${request.protocol}://${request.get('host')}`];
  if (!ours.includes(origin)) throw new ApiError('other-origin');
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

const cookieOptions = ({ secureCookies }: ApiContext): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: secureCookies,
  path: '/',
});

export function giveCookie(response: Response, { token }: NewSession, context: ApiContext): void {
  response.cookie(sessionCookie, token, { ...cookieOptions(context), maxAge: sessionLimits.absoluteMs });
}

export function takeCookie(response: Response, context: ApiContext): void {
  response.clearCookie(sessionCookie, cookieOptions(context));
}

/** Counts failures per address and per account named; whether the account exists makes no difference. */
export function createThrottle(): RequestHandler[] {
  const limit = (options: { limit: number; keyGenerator(request: Request): string }): RequestHandler =>
    rateLimit({
      ...options,
      windowMs,
      skipSuccessfulRequests: true,
      standardHeaders: 'draft-7',
      legacyHeaders: false,
      handler: (_request, _response, next) => next(new ApiError('too-many')),
      // Proxies are the composition root's business (`trust proxy`).
      validate: { xForwardedForHeader: false, trustProxy: false },
    });
  return [
    limit({ limit: most.address, keyGenerator: ({ ip }) => `address:${ipKeyGenerator(ip ?? '')}` }),
    limit({ limit: most.account, keyGenerator: (request) => `account:${accountNamed(request)}` }),
  ];
}

/** Hashed: what people type into a sign-in form is not to be kept. */
function accountNamed({ body, ip }: Request): string {
  const named: unknown = body?.email;
  return typeof named === 'string' ? hashToken(named.trim().toLowerCase()) : ipKeyGenerator(ip ?? '');
}
