/** How long an org keeps its entries: `standard` for {@link retentionDays}, `enterprise` for ever. */
export const plans = ['standard', 'enterprise'] as const;

export type Plan = (typeof plans)[number];

/** The plan of an org from its first entry on. */
export const firstPlan: Plan = 'standard';

/** Days that an entry is kept on the plan `standard`, counted from when it was recorded. */
export const retentionDays = 90;

/** Whether a value names a plan. */
export function isPlan(value: unknown): value is Plan {
  return plans.some((plan) => plan === value);
}
