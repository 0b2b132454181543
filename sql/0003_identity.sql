-- People and their sessions. An address is unique within a library, not across the installation.
create table users (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  email text not null check (email = lower(email)),
  full_name text not null,
  role text not null check (role in ('member', 'librarian', 'admin')),
  active boolean not null default true,
  password_hash text not null,
  -- Grows with each change of the password: a log-in that verified an older one starts no session.
  password_generation integer not null default 0,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  constraint users_email unique (organization_id, email)
);

-- Logging in without naming the library.
create index users_accounts on users (email, created_at, id);

-- One log-in and everything that was refreshed from it: the family of its refresh tokens.
create table sessions (
  id uuid primary key,
  organization_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  -- That of its newest refresh token.
  expires_at timestamptz not null,
  revoked_at timestamptz,
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index sessions_user on sessions (organization_id, user_id);
create index sessions_expiry on sessions (expires_at);

-- Only hashes (SHA-256, hex): who reads this table cannot refresh anybody's session.
create table refresh_tokens (
  token_hash text primary key check (length(token_hash) = 64),
  organization_id uuid not null,
  session_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (organization_id, session_id) references sessions (organization_id, id) on delete cascade
);

create index refresh_tokens_session on refresh_tokens (organization_id, session_id);
create index refresh_tokens_expiry on refresh_tokens (expires_at);
