import type { Messages } from "../en/index.ts"

export const loans: Messages["loans"] = {
  title: "loans"
}
