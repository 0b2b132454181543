-- What people ask the library and what it answered, and what language models cost each library.

create table qa_answers (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  user_id uuid not null,
  -- That of the first question of a conversation is its own id.
  conversation_id uuid not null,
  question text not null check (length(question) between 1 and 2000),
  state text not null default 'running' check (state in ('running', 'complete', 'failed', 'cancelled')),
  -- What was found in the sources, written only at its end: null until then.
  known boolean,
  model text,
  -- [{text, citations, supported}] and [{index, sourceId, ...}], appended to while it is written, never changed: what
  -- followers were told stays true. Citations are shown as long as their source may be read and has the same text.
  sentences jsonb not null default '[]',
  citations jsonb not null default '[]',
  -- What came nearest to a question without an answer.
  passages jsonb not null default '[]',
  -- {id of a source: SHA-256 of its file}, as they were at its end. Places in another text would be wrong.
  texts jsonb not null default '{}',
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  -- Millionths of a dollar; null where nobody says a price.
  cost_micro_usd bigint default 0,
  budget_exceeded boolean not null default false,
  -- {code, message}: why it broke off, or why the model did not write it.
  trouble jsonb,
  created_at timestamptz(3) not null default now(),
  -- One that is still running then is over: its process is gone.
  deadline_at timestamptz(3) not null,
  -- When somebody last followed it at another process than the one that writes it.
  followed_at timestamptz(3),
  finished_at timestamptz(3),
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index qa_answers_of_user on qa_answers (organization_id, user_id, id desc);
create index qa_answers_of_conversation on qa_answers (organization_id, user_id, conversation_id, id desc);

-- What was paid for, summed: one row for a day in UTC, a purpose and a model.
create table token_usage (
  organization_id uuid not null references organizations (id) on delete cascade,
  day date not null,
  purpose text not null check (length(purpose) between 1 and 60),
  model text not null check (length(model) between 1 and 200),
  calls integer not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  -- Of the calls that have a price.
  cost_micro_usd bigint not null,
  primary key (organization_id, day, purpose, model)
);

-- Tokens, in and out, that models may cost a library in a month of UTC; null: as many as it takes.
alter table organizations
  add column token_budget_per_month bigint check (token_budget_per_month between 0 and 1000000000000);

select raise_tenant_wall();
