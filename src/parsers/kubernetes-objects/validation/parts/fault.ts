import { quote, type Report } from '../report.js';
import { double, duration, int32, type Read, record, text } from '../schema.js';
import { checkStatus } from './route-actions.js';

export const percentage = record({ value: double() });

const abort = record(
  { httpStatus: int32(), grpcStatus: text(), http2Error: text(), percentage },
  { oneOf: [['httpStatus', 'grpcStatus', 'http2Error']], retired: ['percent'] },
);

const delay = record(
  { percent: int32(), fixedDelay: duration, exponentialDelay: duration, percentage },
  { oneOf: [['fixedDelay', 'exponentialDelay']] },
);

export const fault = record({ abort, delay });

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const grpcStatuses: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

export function checkFault(injected: Read<typeof fault> | undefined, field: string, report: Report): void {
  if (injected === undefined) return;
  const { abort, delay } = injected;
  if (abort === undefined && delay === undefined) report.error(field, 'must have an abort or a delay');
  checkPercentage(abort?.percentage, `${field}.abort.percentage.value`, report);
  checkPercentage(delay?.percentage, `${field}.delay.percentage.value`, report);
  if (abort !== undefined) checkAbort(abort, `${field}.abort`, report);
  if (delay?.exponentialDelay !== undefined) report.error(`${field}.delay.exponentialDelay`, 'is not supported');
}

function checkAbort({ httpStatus, grpcStatus, http2Error }: Read<typeof abort>, field: string, report: Report): void {
  if (httpStatus !== undefined) checkStatus(httpStatus, `${field}.httpStatus`, report);
  if (grpcStatus !== undefined && !grpcStatuses.includes(grpcStatus)) {
    report.error(`${field}.grpcStatus`, `${quote(grpcStatus)} is no status of gRPC such as NOT_FOUND`);
  }
  if (http2Error !== undefined) report.error(`${field}.http2Error`, 'is not supported');
}

/** Envoy counts in parts of a million. */
const smallestPercentage = 0.0001;

function checkPercentage(percentage: { value?: number } | undefined, field: string, report: Report): void {
  const { value = 0 } = percentage ?? {};
  if (value === 0 || (value >= smallestPercentage && value <= 100)) return;
  report.error(field, `${value} is neither 0 nor between ${smallestPercentage} and 100`);
}
