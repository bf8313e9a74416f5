/** Addresses that lines came from. */
export interface AddressSpread {
  /** The most frequent first. */
  callers: { address: string; count: number }[];
  /** Lines from further addresses. */
  otherCallers?: number;
}

const maxAddresses = 20;

/** Counts lines by address; beyond the first 20 addresses all together. */
export class AddressCounts {
  private readonly counts = new Map<string, number>();
  private others = 0;

  add(address: string | undefined): void {
    if (address === undefined) return;
    const known = this.counts.get(address);
    if (known === undefined && this.counts.size >= maxAddresses) this.others++;
    else this.counts.set(address, (known ?? 0) + 1);
  }

  /** Nothing where no line had an address. */
  end(): AddressSpread | undefined {
    if (this.counts.size === 0) return undefined;
    const callers = [...this.counts].map(([address, count]) => ({ address, count }));
    callers.sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1));
    return { callers, ...(this.others > 0 && { otherCallers: this.others }) };
  }
}
