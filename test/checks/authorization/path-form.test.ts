import { authorizationPathForm } from '../../../src/checks/authorization/path-form.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function paths(...list: readonly string[]): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: DENY, rules: [{to: [{operation: {paths: ${JSON.stringify(list)}}}]}]}
  `;
}

function fires(path: string, reason: string) {
  return {
    given: paths('/fine', path),
    expect: [
      {
        messageId: 'unreachable',
        subject: 'AuthorizationPolicy shop/api',
        severity: 'warning',
        args: { path, reason },
      },
    ],
  };
}

describeOnManifests(authorizationPathForm, {
  silent: {
    'paths, prefixes and suffixes': paths('/admin', '/admin/', '/admin/*', '*/status', '*'),
    templates: paths('/carts/{*}/items/{**}'),
    'dots within a segment': paths('/.well-known/jwks.json', '/v1..2'),
  },
  fires: {
    'no leading slash': fires('admin', 'it has no leading slash'),
    'a query': fires('/admin?debug=1', 'the query is not compared'),
    'a fragment': fires('/admin#top', 'clients do not send the fragment'),
    'a dot segment': fires('/public/../admin', 'normalization resolves dot segments'),
  },
});
