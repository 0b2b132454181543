import { Context, Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import { Forbidden } from "#contract/Authorization.ts"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import {
  type AlreadyReviewed,
  BorrowRequired,
  type NewReview,
  type Review,
  ReviewChanged,
  ReviewHidden,
  ReviewId,
  ReviewNotFound,
  ReviewRemoved,
  ReviewReported,
  ReviewWritten
} from "#contract/circulation/Review.ts"
import type { AuditAction } from "#contract/operations/Audit.ts"
import type { Versions } from "#features/catalogue/files/ETag.ts"
import { Audit } from "#features/identity/Audit.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Actor, concerns, isStaff } from "./CirculationPolicy.ts"
import { ReviewsRepo } from "./ReviewsRepo.ts"

/**
 * What readers say of books. Each call that changes something is one transaction: review, statistics of its book and what
 * follows from it, together or not at all.
 */
export class Reviews extends Context.Service<
  Reviews,
  {
    /**
     * By whoever has or had the book on loan, once. `remember` is called last. Hidden where they deleted one of the book
     * that was: until staff show it.
     */
    readonly add: (
      by: Actor,
      bookId: BookId,
      review: NewReview,
      remember?: Remember<Review>
    ) => Effect.Effect<Review, BookNotFound | BorrowRequired | AlreadyReviewed>
    /** One statement. A hidden one is absent for all but staff and its author. */
    readonly get: (by: Actor, id: ReviewId) => Effect.Effect<Review, ReviewNotFound>
    /** By its author. A stale version is refused. */
    readonly update: (
      by: Actor,
      id: ReviewId,
      review: NewReview,
      versions: Versions
    ) => Effect.Effect<Review, ReviewNotFound | Forbidden | ReviewChanged>
    /** By its author, or by staff, which is audited. */
    readonly remove: (
      by: Actor,
      id: ReviewId,
      versions: Versions
    ) => Effect.Effect<void, ReviewNotFound | Forbidden | ReviewChanged>
    /** By any reader but its author; again changes nothing. */
    readonly report: (by: Actor, id: ReviewId, reason: string) => Effect.Effect<void, ReviewNotFound | Forbidden>
    /** By staff, audited. It is not counted any more. Again changes the reason. */
    readonly hide: (by: Actor, id: ReviewId, reason: string) => Effect.Effect<Review, ReviewNotFound | Forbidden>
    /** By staff, audited. What was objected to is settled. */
    readonly unhide: (by: Actor, id: ReviewId) => Effect.Effect<Review, ReviewNotFound | Forbidden>
  }
>()("luminalib/features/circulation/Reviews") {
  static readonly layerNoDeps = Layer.effect(
    Reviews,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const repo = yield* ReviewsRepo
      const reactions = yield* Reactions
      const audit = yield* Audit

      const visibleTo = (by: Actor, id: ReviewId, found: Option.Option<Review>) =>
        Option.filter(found, (review) => !review.hidden || concerns(by, review.userId)).pipe(
          Effect.fromOption,
          Effect.mapError(() => new ReviewNotFound({ reviewId: id }))
        )
      const lock = (by: Actor, id: ReviewId) =>
        Effect.flatMap(repo.lock({ organizationId: by.organizationId, id }), (found) => visibleTo(by, id, found))

      const wrote = ({ organizationId }: Actor, { bookId, id: reviewId, userId, version }: Review) =>
        reactions.record(ReviewWritten.make({ organizationId, reviewId, bookId, userId, version }))
      const removed = ({ organizationId }: Actor, { bookId, id: reviewId, userId }: Review) =>
        reactions.record(ReviewRemoved.make({ organizationId, reviewId, bookId, userId }))
      /** What staff look at, or did. */
      const concerning = ({ id: by, organizationId }: Actor, { bookId, id: reviewId, userId }: Review) => ({
        organizationId,
        reviewId,
        bookId,
        userId,
        by
      })
      const note = (by: Actor, action: AuditAction, { bookId, id, userId }: Review, reason?: string) =>
        audit.record({
          organizationId: by.organizationId,
          actorId: by.id,
          action,
          subject: { type: "review", id },
          detail: { bookId, userId, ...(reason === undefined ? {} : { reason }) }
        })

      const add = Effect.fnUntraced(function* (by: Actor, bookId: BookId, review: NewReview) {
        const authorship = { organizationId: by.organizationId, bookId, userId: by.id }
        const hasBorrowed = yield* repo.hasBorrowed(authorship)
        if (Option.isNone(hasBorrowed)) return yield* new BookNotFound({ bookId })
        if (!hasBorrowed.value) return yield* new BorrowRequired({ bookId })
        const id = ReviewId.make(yield* random.uuidV7())
        return yield* Effect.tap(repo.insert(authorship, id, review), (added) =>
          added.hidden ? Effect.void : wrote(by, added)
        )
      })

      const update = Effect.fnUntraced(function* (by: Actor, id: ReviewId, review: NewReview, versions: Versions) {
        const before = yield* lock(by, id)
        if (before.userId !== by.id) return yield* new Forbidden({ detail: "Only who wrote a review may edit it." })
        yield* inVersion(before, versions)
        const after = yield* repo.update({ organizationId: by.organizationId, id }, review)
        if (!after.hidden) yield* wrote(by, after)
        return after
      })

      const remove = Effect.fnUntraced(function* (by: Actor, id: ReviewId, versions: Versions) {
        const review = yield* lock(by, id)
        if (!concerns(by, review.userId)) return yield* new Forbidden({ requiredRole: "librarian" })
        yield* inVersion(review, versions)
        const key = { organizationId: by.organizationId, id }
        yield* review.hidden && review.userId === by.id ? repo.withhold(key) : repo.remove(key)
        if (!review.hidden) yield* removed(by, review)
        if (review.userId !== by.id) yield* note(by, "review.remove", review)
      })

      const report = Effect.fnUntraced(function* (by: Actor, id: ReviewId, reason: string) {
        const review = yield* lock(by, id)
        if (review.userId === by.id) return yield* new Forbidden({ detail: "One's own review can be deleted." })
        const isFirst = yield* repo.report({ organizationId: by.organizationId, id }, by.id, reason)
        if (isFirst && !review.hidden) yield* reactions.record(ReviewReported.make(concerning(by, review)))
      })

      /** `null` shows it. */
      const setHidden = Effect.fnUntraced(function* (by: Actor, id: ReviewId, reason: string | null) {
        if (!isStaff(by)) return yield* new Forbidden({ requiredRole: "librarian" })
        const before = yield* lock(by, id)
        const after = yield* repo.setHidden({ organizationId: by.organizationId, id }, reason)
        if (before.hidden && !after.hidden) yield* wrote(by, after)
        if (!before.hidden && after.hidden) {
          yield* removed(by, after)
          yield* reactions.record(ReviewHidden.make({ ...concerning(by, after), reason: reason ?? "" }))
        }
        yield* note(by, reason === null ? "review.unhide" : "review.hide", after, reason ?? undefined)
        return after
      })

      const within = <A, E>(by: Actor, change: Effect.Effect<A, E | SqlError.SqlError>) =>
        Effect.catchTag(wall.within(by.organizationId, change), "SqlError", Effect.die)

      return Reviews.of({
        add: Effect.fn("Reviews.add")((by, bookId, review, remember = rememberNothing) =>
          within(by, Effect.tap(add(by, bookId, review), remember))
        ),
        get: Effect.fn("Reviews.get")(
          function* (by, id) {
            return yield* visibleTo(by, id, yield* repo.find({ organizationId: by.organizationId, id }))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        update: Effect.fn("Reviews.update")((by, id, review, versions) => within(by, update(by, id, review, versions))),
        remove: Effect.fn("Reviews.remove")((by, id, versions) => within(by, remove(by, id, versions))),
        report: Effect.fn("Reviews.report")((by, id, reason) => within(by, report(by, id, reason))),
        hide: Effect.fn("Reviews.hide")((by, id, reason) => within(by, setHidden(by, id, reason))),
        unhide: Effect.fn("Reviews.unhide")((by, id) => within(by, setHidden(by, id, null)))
      })
    })
  )

  /** Asks for SqlClient, TenantWall, SecureRandom and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([ReviewsRepo.layer, Audit.layer]))
}

const inVersion = ({ version }: Review, versions: Versions) =>
  versions === undefined || versions.includes(version) ? Effect.void : Effect.fail(new ReviewChanged({}))
