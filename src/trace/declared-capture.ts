import { parseIp, parseRange, rangeContains } from '../core/ip.js';
import type { CaptureSettings } from '../model/lookup/capture-settings.js';

/** What the settings of a pod ask for, and which of them decides. */
export interface Declared {
  captured: boolean;
  because: string;
}

/** Settings that nobody made have Istio's defaults: everything is captured. */
export function declaredOutbound(
  { mode, outboundRanges = '*', outboundPorts, excludedOutboundRanges, excludedOutboundPorts }: CaptureSettings,
  { address, port }: { address: string; port: number },
): Declared {
  if (mode === 'NONE') return { captured: false, because: 'interceptionMode is NONE' };
  if (hasPort(excludedOutboundPorts, port)) return { captured: false, because: `excludeOutboundPorts names ${port}` };
  if (hasAddress(excludedOutboundRanges, address))
    return { captured: false, because: `excludeOutboundIPRanges covers ${address}` };
  if (outboundPorts === '*' || hasPort(outboundPorts, port))
    return { captured: true, because: `includeOutboundPorts names ${port}` };
  if (outboundRanges === '*') return { captured: true, because: 'all outbound addresses are captured' };
  const captured = hasAddress(outboundRanges, address);
  return { captured, because: `includeOutboundIPRanges ${captured ? 'covers' : 'leaves out'} ${address}` };
}

/** Metrics, health and status of the sidecar itself. */
const ownPorts = '15090,15021,15020';

export function declaredInbound(
  { mode, inboundPorts = '*', excludedInboundPorts = ownPorts }: CaptureSettings,
  port: number,
): Declared {
  if (mode === 'NONE') return { captured: false, because: 'interceptionMode is NONE' };
  // Tunnels end at a listener of their own.
  if (port === 15008) return { captured: false, because: 'port 15008 is for tunnels to the proxy' };
  if (inboundPorts !== '*') {
    const captured = hasPort(inboundPorts, port);
    return { captured, because: `includeInboundPorts ${captured ? 'names' : 'leaves out'} ${port}` };
  }
  if (hasPort(excludedInboundPorts, port)) return { captured: false, because: `excludeInboundPorts names ${port}` };
  return { captured: true, because: 'all inbound ports are captured' };
}

function hasPort(list: string | undefined, port: number): boolean {
  return list?.split(',').some((item) => item.trim() === String(port)) === true;
}

function hasAddress(list: string | undefined, address: string): boolean {
  const ip = parseIp(address);
  if (list === undefined || ip === undefined) return false;
  return list.split(',').some((item) => {
    const range = parseRange(item.trim());
    return range !== undefined && rangeContains(range, ip);
  });
}
