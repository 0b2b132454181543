-- Wrong passwords in a row, by account and network address. Who waits and how long is the same for every process. No row
-- says whose it is: the key is a hash, and there are rows of accounts that do not exist.
create table login_failures (
  -- SHA-256, hex, of the account's e-mail address and the network address.
  key text primary key check (length(key) = 64),
  failures integer not null default 1,
  blocked_until timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index login_failures_updated on login_failures (updated_at);
