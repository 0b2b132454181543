-- What readers say of books, how it sounds, and what it comes to.

create table reviews (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  book_id uuid not null,
  user_id uuid not null,
  rating smallint not null check (rating between 1 and 5),
  text text not null check (length(text) between 1 and 5000),
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  -- Places in book_review_stats.changes: when it was written or shown again, and when it was last edited.
  first_change bigint not null default 0,
  last_change bigint not null default 0,
  -- Of this version; null until it has been read. Exact, so that sums stay what a recount gives.
  sentiment numeric(5, 4) check (sentiment between -1 and 1),
  confidence real check (confidence between 0 and 1),
  method text check (method in ('model', 'lexicon', 'rating')),
  -- The model and the prompt that were asked, where one was.
  model text,
  prompt_version text,
  -- Since staff last looked at it.
  open_reports integer not null default 0 check (open_reports >= 0),
  hidden_at timestamptz(3),
  hidden_reason text check (length(hidden_reason) between 1 and 500),
  unique (organization_id, id),
  constraint reviews_reader unique (organization_id, book_id, user_id),
  constraint reviews_sentiment check ((sentiment is null) = (method is null) and (sentiment is null) = (confidence is null)),
  constraint reviews_hidden check ((hidden_at is null) = (hidden_reason is null)),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index reviews_newest on reviews (organization_id, book_id, id desc);
create index reviews_by_rating on reviews (organization_id, book_id, rating, id);
create index reviews_of_reader on reviews (organization_id, user_id, id desc);
create index reviews_reported on reviews (organization_id, id desc) where open_reports > 0 and hidden_at is null;

create table review_reports (
  organization_id uuid not null,
  review_id uuid not null,
  user_id uuid not null,
  reason text not null check (length(reason) between 1 and 500),
  created_at timestamptz not null default now(),
  primary key (organization_id, review_id, user_id),
  foreign key (organization_id, review_id) references reviews (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index review_reports_of_reader on review_reports (organization_id, user_id);

-- The reviews of a book that are shown, counted by each transaction that changes them.
create table book_review_stats (
  organization_id uuid not null,
  book_id uuid not null,
  -- Grows with each change of the book's reviews; who has read it has seen every change before it.
  changes bigint not null default 0,
  reviews integer not null default 0,
  rating_sum bigint not null default 0,
  -- Those whose sentiment is known.
  sentiments integer not null default 0,
  sentiment_sum numeric not null default 0,
  positive integer not null default 0,
  neutral integer not null default 0,
  negative integer not null default 0,
  -- A review is gone, and the consensus may still tell of it.
  is_stale boolean not null default false,
  primary key (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

create index book_review_stats_stale on book_review_stats (organization_id, book_id) where is_stale;

-- What a review counts for, times the amount: 1 where it came, -1 where it went.
create function review_share(organization_id uuid, book_id uuid, amount int, rating int, sentiment numeric)
returns table (organization uuid, book uuid, reviews int, rating_sum int, sentiments int, sentiment_sum numeric,
  positive int, neutral int, negative int)
language sql immutable as $$
  select organization_id, book_id, amount, amount * rating,
    case when sentiment is null then 0 else amount end,
    amount * coalesce(sentiment, 0),
    case when sentiment > 0.3 then amount else 0 end,
    case when sentiment between -0.3 and 0.3 then amount else 0 end,
    case when sentiment < -0.3 then amount else 0 end
$$;

-- The order in which all lock: book and reader, review, statistics of its book. A review that is written waits for its
-- like before it comes to the statistics, so it gets its place only then, by place_new_reviews.
create function place_review() returns trigger language plpgsql as $$
begin
  if new.version = old.version and (new.hidden_at is null) = (old.hidden_at is null) then return new; end if;
  -- count_reviews moves it on.
  select changes + 1 into new.last_change from book_review_stats
  where organization_id = new.organization_id and book_id = new.book_id for no key update;
  -- One that is shown again is as good as new.
  if old.hidden_at is not null and new.hidden_at is null then new.first_change := new.last_change; end if;
  return new;
end $$;

create trigger reviews_place before update on reviews for each row when (pg_trigger_depth() = 0)
  execute function place_review();

create function place_new_reviews() returns trigger language plpgsql as $$
begin
  insert into book_review_stats (organization_id, book_id)
  select distinct organization_id, book_id from added order by organization_id, book_id
  on conflict do nothing;

  perform from book_review_stats
  where (organization_id, book_id) in (select organization_id, book_id from added)
  order by organization_id, book_id for no key update;

  update reviews set first_change = changes + 1, last_change = changes + 1
  from added join book_review_stats using (organization_id, book_id)
  where reviews.organization_id = added.organization_id and reviews.id = added.id;
  return null;
end $$;

-- One update of each book in a transaction: a second one of the same row would check its foreign key anew, and wait for
-- whoever removes the book. Several books at once, where a reader or a library goes, in one order.
create function count_reviews() returns trigger language plpgsql as $$
declare
  shares jsonb;
begin
  if tg_op = 'INSERT' then
    shares := (select jsonb_agg(to_jsonb(share)) from added,
      review_share(organization_id, book_id, (hidden_at is null)::int, rating, sentiment) share);
  elsif tg_op = 'UPDATE' then
    -- Most changes of a review that is not edited are of nothing that is counted.
    shares := (
      select jsonb_agg(to_jsonb(share)) from added after join removed before using (organization_id, id)
      cross join lateral (
        select * from review_share(after.organization_id, after.book_id, (after.hidden_at is null)::int,
          after.rating, after.sentiment)
        union all
        select * from review_share(after.organization_id, after.book_id, -(before.hidden_at is null)::int,
          before.rating, before.sentiment)
      ) share
      where (after.last_change, after.sentiment) is distinct from (before.last_change, before.sentiment)
    );
  else
    shares := (select jsonb_agg(to_jsonb(share)) from removed,
      review_share(organization_id, book_id, -(hidden_at is null)::int, rating, sentiment) share);
  end if;
  if shares is null then return null; end if;

  perform from book_review_stats
  where (organization_id, book_id) in (
    select organization, book from jsonb_to_recordset(shares) as share (organization uuid, book uuid))
  order by organization_id, book_id for no key update;

  update book_review_stats stats set
    changes = stats.changes + 1,
    reviews = stats.reviews + sums.reviews,
    rating_sum = stats.rating_sum + sums.rating_sum,
    sentiments = stats.sentiments + sums.sentiments,
    sentiment_sum = stats.sentiment_sum + sums.sentiment_sum,
    positive = stats.positive + sums.positive,
    neutral = stats.neutral + sums.neutral,
    negative = stats.negative + sums.negative,
    is_stale = stats.is_stale or tg_op = 'DELETE'
  from (
    select organization, book, sum(reviews) as reviews, sum(rating_sum) as rating_sum, sum(sentiments) as sentiments,
      sum(sentiment_sum) as sentiment_sum, sum(positive) as positive, sum(neutral) as neutral, sum(negative) as negative
    from jsonb_to_recordset(shares) as share (organization uuid, book uuid, reviews int, rating_sum int, sentiments int,
      sentiment_sum numeric, positive int, neutral int, negative int)
    group by organization, book
  ) sums
  where stats.organization_id = sums.organization and stats.book_id = sums.book;
  return null;
end $$;

-- In the order of their names.
create trigger reviews_added_1_place after insert on reviews
  referencing new table as added for each statement execute function place_new_reviews();
create trigger reviews_added_2_count after insert on reviews
  referencing new table as added for each statement execute function count_reviews();
create trigger reviews_removed after delete on reviews
  referencing old table as removed for each statement execute function count_reviews();
create trigger reviews_changed after update on reviews
  referencing old table as removed new table as added for each statement when (pg_trigger_depth() = 0)
  execute function count_reviews();

-- What the reviews of a book come to, in a text that is carried on as they come.
create table book_consensus (
  organization_id uuid not null,
  book_id uuid not null,
  text text not null,
  -- What book_review_stats said of the reviews that it tells of.
  seen_change bigint not null,
  last_review_id uuid not null,
  reviews integer not null check (reviews > 0),
  sentiment_mean double precision,
  -- So many times it was carried on since it was made of the reviews alone.
  rounds smallint not null default 0,
  provider text not null,
  model text not null,
  -- Null where no model was asked.
  prompt_id text,
  prompt_version smallint,
  -- SHA-256 of what makes it, apart from reviews: model, settings and prompt.
  fingerprint text not null check (length(fingerprint) = 64),
  input_tokens integer not null,
  output_tokens integer not null,
  cost_micro_usd bigint,
  duration_ms integer not null,
  generated_at timestamptz not null default now(),
  primary key (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

-- Answers paid for and not yet used: kept as soon as they came, until what they are for is stored.
create table review_answers (
  organization_id uuid not null,
  book_id uuid not null,
  -- The review, or the book for its consensus.
  subject_id uuid not null,
  key text not null check (length(key) = 64),
  text text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cost_micro_usd bigint,
  duration_ms integer not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, book_id, subject_id, key),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

select raise_tenant_wall();
