import { Schema } from "effect"

export const LoanId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("LoanId"))
export type LoanId = typeof LoanId.Type

export const HoldId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("HoldId"))
export type HoldId = typeof HoldId.Type
