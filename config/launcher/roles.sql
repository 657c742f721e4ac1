-- The two roles of every installation (the launcher and docker-compose both run this, as superuser).
-- kantoor_owner owns the tables and migrates; kantoor_app does the work and owns nothing.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kantoor_owner') THEN
        CREATE ROLE kantoor_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kantoor_app') THEN
        CREATE ROLE kantoor_app LOGIN;
    END IF;
END
$$;
ALTER ROLE kantoor_owner NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB;
ALTER ROLE kantoor_app NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
-- With this Django sends no SET of its own, which keeps pools in transaction mode right.
ALTER ROLE kantoor_app SET timezone = 'UTC';
