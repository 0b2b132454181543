/** Messages that may come at once, as multiples of those of a second. */
const burst = 3

/** Whether one more message may come now: so many a second, and three times as many after a silence. */
export const messageRate = (perSecond: number) => {
  const most = perSecond * burst
  let left = most
  let at = 0
  return (nowMillis: number): boolean => {
    left = Math.min(most, left + ((nowMillis - at) * perSecond) / 1_000)
    at = nowMillis
    if (left < 1) return false
    left -= 1
    return true
  }
}
