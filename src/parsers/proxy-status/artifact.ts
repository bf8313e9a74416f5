import type { ListedProxy } from '../support/listed-proxy.js';

/** `istioctl proxy-status`: every proxy connected to any replica of the control plane. */
export interface ProxyStatus {
  /** `subscribed-types` is the default table since istioctl 1.27, which carries no sync state. */
  form: 'table' | 'subscribed-types' | 'responses';
  proxies: ListedProxy[];
}
