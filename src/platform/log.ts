/** One JSON line per event of the program. Lines hold ids, never a name, phone, address or secret. */
import pino from 'pino'

export type Log = pino.Logger

export function createLog(level: string, name: string): Log {
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.code', '*.token', '*.phone', '*.cookie', '*.authorization'],
      censor: '[redacted]',
    },
  })
}
