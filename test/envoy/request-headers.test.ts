import { describe, expect, it } from 'vitest';
import { headersOfRequest } from '../../src/envoy/request-headers.js';

describe('headersOfRequest', () => {
  it('joins the values of a header and adds the pseudo headers', () => {
    const added = [
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
      { name: 'Host', value: 'ignored' },
    ];
    const headers = headersOfRequest({ authority: 'web', path: '/?q', scheme: 'https', headers: added });
    const names = [':authority', ':path', ':method', ':scheme', 'x-forwarded-proto', 'x-a', 'host'];
    expect(names.map(headers.get)).toEqual(['web', '/?q', 'GET', 'https', 'https', '1,2', undefined]);
  });

  it('believes the x-forwarded-proto of the request', () => {
    const added = [{ name: 'x-forwarded-proto', value: 'https' }];
    expect(headersOfRequest({ authority: 'web', headers: added }).get('x-forwarded-proto')).toBe('https');
  });
});
