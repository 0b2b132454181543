-- Which creating calls were made under an Idempotency-Key, and what the first of them was answered. A row is reserved
-- before the call begins; its answer is written by the transaction that creates, so both are there or neither.
create table idempotency_keys (
  organization_id uuid not null,
  user_id uuid not null,
  -- Method and path as the contract declares them, e.g. POST /api/v1/books.
  route text not null,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256, hex, of what was asked for. Null while it is not known: a form is still being read.
  fingerprint text check (length(fingerprint) = 64),
  -- The request that holds the key. Another may take it over once locked_until has passed: the first was killed, and if
  -- it was only slow its transaction fails.
  owner uuid not null,
  locked_until timestamptz not null,
  created_at timestamptz not null default now(),
  -- Null until it is answered.
  status smallint,
  headers jsonb,
  body text check (octet_length(body) <= 1048576),
  primary key (organization_id, user_id, route, key),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade,
  constraint idempotency_keys_answered check (
    (status is null) = (headers is null) and (status is null or fingerprint is not null) and (status is not null or body is null))
);

create index idempotency_keys_created on idempotency_keys (created_at);

select raise_tenant_wall();
