/**
 * How often an address or a member may ask in a minute. Each limit has one counter for all the routes
 * it is for, in this process. An address of IPv6 is its network of 64 bits: a home has all of it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { tooManyRequests } from './errors.ts'
import type { Actor, Route } from './route.ts'

export type Limits = {
  /** Before anything is read. Throws tooManyRequests. */
  countAddress(route: Route, request: FastifyRequest): Promise<void>
  /** Once it is known who asks: members behind one address do not share it. */
  countActor(route: Route, request: FastifyRequest, actor: Actor): Promise<void>
}

/** The institution repeats what we refuse, so its notices are only limited against a flood. */
const noticesPerMinute = 60_000

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose orders are counted. */
    countedAs?: string
  }
}

export function createLimits(app: FastifyInstance, config: Config): Limits {
  const perMinute = (max: number, keyGenerator?: (request: FastifyRequest) => string) => {
    const count = app.createRateLimit({
      max,
      timeWindow: 60_000,
      ...(keyGenerator && { keyGenerator }),
    })
    return async (request: FastifyRequest) => {
      const counted = await count(request)
      if (counted.isAllowed || !counted.isExceeded) return
      throw tooManyRequests({ retryAfterMs: counted.ttl })
    }
  }
  const all = perMinute(config.ratePerAddress)
  const signIn = perMinute(config.rateSignIn)
  const notices = perMinute(noticesPerMinute)
  const facts = perMinute(config.rateFacts)
  const orders = perMinute(config.rateOrders, (request) => request.countedAs ?? request.ip)
  return {
    async countAddress({ limit }, request) {
      if (limit === 'notices') return notices(request)
      // Counted apart: what pages tell by themselves must not use up what a person may ask.
      if (limit === 'facts') return facts(request)
      await all(request)
      if (limit === 'signIn') await signIn(request)
    },
    async countActor({ limit }, request, actor) {
      if (limit !== 'orders' || actor.kind !== 'member') return
      request.countedAs = actor.memberId
      await orders(request)
    },
  }
}
