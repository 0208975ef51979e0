/** Who may do what: the one table from permissions to the roles of staff that have them. */
import type { Policy } from '#platform/access.ts'
import { staffRoles } from '#platform/staff.ts'
import type { Role } from '#platform/staff.ts'

const everybody = staffRoles

export const policy = {
  'orders.read': everybody,
  'orders.ship': ['owner', 'operations'],
  'refunds.read': everybody,
  'refunds.decide': ['owner', 'support'],
  'disputes.read': everybody,
  'disputes.decide': ['owner', 'support'],
  'catalog.read': everybody,
  'catalog.edit': ['owner', 'operations'],
  'stock.edit': ['owner', 'operations'],
  'brands.edit': ['owner', 'finance'],
  'sales.edit': ['owner', 'operations'],
  'coupons.edit': ['owner', 'operations'],
  'ledger.read': ['owner', 'finance', 'auditor'],
  'settlement.read': ['owner', 'finance', 'auditor'],
  'settlement.run': ['owner', 'finance'],
  'reconciliation.run': ['owner', 'finance'],
  'cases.close': ['owner', 'finance'],
  'audit.read': ['owner', 'auditor'],
  'staff.edit': ['owner'],
  'shop.edit': ['owner'],
  'members.read': ['owner', 'operations', 'support'],
  'members.edit': ['owner', 'operations', 'support'],
  'members.import': ['owner', 'operations'],
  'identity.merge': ['owner', 'support'],
  'segments.edit': ['owner', 'operations'],
  'outreach.send': ['owner', 'operations'],
  'journeys.edit': ['owner', 'operations'],
  'boards.edit': ['owner', 'operations'],
  'traffic.read': ['owner', 'operations', 'finance', 'auditor'],
  'traffic.edit': ['owner', 'operations'],
  'reports.read': ['owner', 'operations', 'finance', 'auditor'],
} satisfies Record<string, readonly Role[]> satisfies Policy

export type Permission = keyof typeof policy

/** Moves money, or decides where it goes. */
const moneyPermissions: Permission[] = [
  'brands.edit',
  'refunds.decide',
  'disputes.decide',
  'settlement.run',
  'reconciliation.run',
  'cases.close',
]

/** Roles that touch money sign in with a second factor, outside the demo. */
export const rolesWithTotp: readonly Role[] = staffRoles.filter((role) =>
  moneyPermissions.some((permission) => (policy[permission] as readonly Role[]).includes(role)),
)
