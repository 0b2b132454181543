import { IconStar, IconStarFilled, IconStarHalfFilled } from "@tabler/icons-react"
import { useMessages } from "../messages/Messages.tsx"
import { useFormats } from "./Formats.ts"

const places = [1, 2, 3, 4, 5]
const iconAt = (place: number, value: number) => {
  if (value >= place - 0.25) return IconStarFilled
  return value >= place - 0.75 ? IconStarHalfFilled : IconStar
}

/** A rating from 1 to 5. */
export const Stars = ({ size = 16, value }: { readonly value: number; readonly size?: number }) => {
  const { book } = useMessages()
  const { decimal } = useFormats()
  const name = book.stars(decimal(value, Number.isInteger(value) ? 0 : 1))
  return (
    <span role="img" aria-label={name} className="stars">
      {places.map((place) => {
        const Icon = iconAt(place, value)
        return <Icon key={place} size={size} aria-hidden />
      })}
    </span>
  )
}
