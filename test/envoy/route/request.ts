import { type HttpRequest, headersOfRequest } from '../../../src/envoy/request-headers.js';
import type { RouteRequest } from '../../../src/envoy/route/request.js';

type Changes = Partial<Omit<HttpRequest, 'path'>> & Omit<RouteRequest, 'headers'>;

/** A request to `h` as routing gets it. */
export function routeRequest(path: string, changes: Changes = {}): RouteRequest {
  const { authority = 'h', method, scheme, headers, ...rest } = changes;
  const request: HttpRequest = {
    authority,
    path,
    ...(method !== undefined && { method }),
    ...(scheme !== undefined && { scheme }),
    ...(headers !== undefined && { headers }),
  };
  return { ...rest, headers: headersOfRequest(request) };
}
