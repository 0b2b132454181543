-- What a program said it was when it logged in, so that people recognise their sessions. When a session was last used is
-- the day of its newest refresh token.
alter table sessions add column user_agent text check (length(user_agent) between 1 and 256);
