/** A refusal in the form of `meta/v1.Status`. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  get status(): object {
    const { code, reason, message, details } = this;
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
  }
}

export function notFound(resource: string, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });
}

export function unknownPath(): Refusal {
  return new Refusal(404, 'NotFound', 'the server could not find the requested resource');
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}

export function tooManyRequests(): Refusal {
  return new Refusal(429, 'TooManyRequests', 'too many requests, please try again later', { retryAfterSeconds: 1 });
}
