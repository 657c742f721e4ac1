-- What every database needs before the first migration (run as superuser in template1 and in the database).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO kantoor_owner;
GRANT USAGE ON SCHEMA public TO kantoor_app;
-- Rows only: no TRUNCATE (it looks at no policy), no REFERENCES, no TRIGGER.
ALTER DEFAULT PRIVILEGES FOR ROLE kantoor_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kantoor_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kantoor_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO kantoor_app;
