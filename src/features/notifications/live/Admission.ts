import type { LiveLimits } from "./LiveLimits.ts"

/** Counts by name; names that count nothing are not kept. */
const counts = () => {
  const known = new Map<string, number>()
  return {
    of: (name: string) => known.get(name) ?? 0,
    add: (name: string, by: 1 | -1) => {
      const count = (known.get(name) ?? 0) + by
      if (count > 0) known.set(name, count)
      else known.delete(name)
    }
  }
}

/** A place for one socket. */
export interface Seat {
  /** It is this person's: false if they have as many as they may have. */
  readonly take: (userId: string) => boolean
  readonly leave: () => void
}

/** Who may have one more socket in this process. */
export const makeAdmission = ({ connections, connectionsPerUser, unknownPerAddress }: LiveLimits) => {
  const addresses = counts()
  const people = counts()
  let all = 0

  /** Until it is somebody's it counts for the address it comes from. */
  const seat = (address: string): Seat => {
    let holder: string | undefined
    all += 1
    addresses.add(address, 1)
    return {
      take: (userId) => {
        if (people.of(userId) >= connectionsPerUser) return false
        addresses.add(address, -1)
        people.add(userId, 1)
        holder = userId
        return true
      },
      leave: () => {
        all -= 1
        if (holder === undefined) addresses.add(address, -1)
        else people.add(holder, -1)
      }
    }
  }
  return {
    isFull: () => all >= connections,
    isCrowded: (address: string) => addresses.of(address) >= unknownPerAddress,
    hasEnough: (userId: string) => people.of(userId) >= connectionsPerUser,
    seat
  }
}
